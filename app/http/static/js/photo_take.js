/* One photo from the gallery or the camera into what waits on the phone: made small, its taking time kept, its size
   shown. Words come from the page (ui/photo.html). */

import { mint } from "./api.js";
import { keepPhoto } from "./photo_store.js";
import { shrink } from "./shrink.js";

const MOST_BYTES = 10 * 1024 * 1024;

/* "312 KB", "1.4 MB". */
export function sizeOf(bytes) {
  if (bytes < 1000 * 1024) return Math.max(1, Math.round(bytes / 1024)) + " KB";
  return (bytes / 1024 / 1024).toFixed(1) + " MB";
}

/* {id, note} of a photo that was kept, or {refused} with the reason; `note` says that it is kept in this page only. */
export async function takePhoto(file, words) {
  const small = await shrink(file);
  if (small.file.size > MOST_BYTES) return { refused: words.tPhotoLarge.replace("{size}", sizeOf(small.file.size)) };
  const id = mint();
  const lasting = await keepPhoto(id, small.file, small.takenAt);
  return { id, note: lasting ? "" : words.tPhotoFull };
}

/* The size under a thumbnail, while the phone still has the photo. */
export function sizeTag(file) {
  const tag = document.createElement("span");
  tag.className = "thumb-size num";
  tag.textContent = sizeOf(file.size);
  return tag;
}
