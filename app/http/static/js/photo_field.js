/* The photos of a form that waits on the phone: chosen, made small, shown with their size, taken out again. Their ids
   stand in hidden fields; the files go before the form (outbox.js). */

import { dropPhoto, findPhoto } from "./photo_store.js";
import { sizeTag, takePhoto } from "./photo_take.js";

/* The thumbnail of a photo that the phone or the server has, and the way to take it out. */
export function thumb(id, words, remove) {
  const box = document.createElement("div");
  const image = document.createElement("img");
  image.alt = words.alt;
  findPhoto(id).then((file) => {
    image.src = file ? URL.createObjectURL(file) : "/api/v1/attachments/" + id + "?size=thumb";
    if (file) box.insertBefore(sizeTag(file), image.nextSibling);
  });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "thumb-off";
  button.setAttribute("aria-label", words.off);
  button.addEventListener("click", remove);
  box.appendChild(image);
  box.appendChild(button);
  return box;
}

function start(place) {
  const input = place.querySelector("input[type=file]");
  const area = place.querySelector("[data-thumbs]");
  const error = place.querySelector(".error");
  const words = place.dataset;
  const most = Number(words.most);
  const brought = JSON.parse(words.photos);
  let ids = brought.slice();

  function draw() {
    area.textContent = "";
    Array.from(place.querySelectorAll("input[type=hidden]")).forEach((old) => old.remove());
    ids.forEach((id, index) => {
      const numbered = (text) => text.replace("{number}", index + 1);
      area.appendChild(thumb(id, { alt: numbered(words.tAlt), off: numbered(words.tOff) }, () => remove(id)));
      const field = place.appendChild(document.createElement("input"));
      field.type = "hidden";
      field.name = words.photoField + "[]";
      field.value = id;
    });
    area.hidden = !ids.length;
    input.disabled = ids.length >= most;
  }

  function changed() {
    draw();
    place.closest("form").dispatchEvent(new CustomEvent("jishi:typed", { bubbles: true }));
  }

  function remove(id) {
    ids = ids.filter((one) => one !== id);
    dropPhoto(id);
    changed();
    input.focus();
  }

  input.addEventListener("change", async () => {
    const chosen = Array.from(input.files);
    input.value = "";
    error.textContent = chosen.length + ids.length > most ? words.tMost : "";
    for (const file of chosen.slice(0, most - ids.length)) {
      error.textContent = input.form.dataset.tPhotoBusy;
      const taken = await takePhoto(file, input.form.dataset);
      if (taken.id) ids = ids.concat(taken.id);
      error.textContent = taken.refused || taken.note || (chosen.length > most ? words.tMost : "");
      changed();
    }
  });
  place.addEventListener("jishi:photos", (event) => {
    ids = event.detail.slice();
    draw();
  });
  place.closest("form").addEventListener("jishi:cleared", () => {
    ids = brought.slice();
    draw();
  });
  draw();
}

Array.from(document.querySelectorAll("[data-photo-field]")).forEach(start);
