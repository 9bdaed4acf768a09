/* Photos that have not reached the server yet, in IndexedDB; without it, as long as the page is open. */

import { Problem, send } from "./api.js";

const memory = new Map();
let opening = null;

function open() {
  if (!opening) {
    opening = new Promise((resolve, reject) => {
      const request = self.indexedDB.open("jishi", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("photos");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
  return opening;
}

async function run(mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("photos", mode);
    const request = act(transaction.objectStore("photos"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

/* `takenAt` is the taking time that shrinking took out of the file. Answers whether it outlives the page. */
export async function keepPhoto(id, file, takenAt) {
  const kept = { file, taken_at: takenAt || "" };
  memory.set(id, kept);
  try {
    await run("readwrite", (photos) => photos.put(kept, id));
    return true;
  } catch (error) {
    return false; /* it stays in memory */
  }
}

async function find(id) {
  if (memory.has(id)) return memory.get(id);
  try {
    const kept = await run("readonly", (photos) => photos.get(id));
    return kept instanceof Blob ? { file: kept, taken_at: "" } : kept;
  } catch (error) {
    return undefined;
  }
}

/* The photo as it is to be sent; undefined once the server has it. */
export async function findPhoto(id) {
  const kept = await find(id);
  return kept && kept.file;
}

export async function dropPhoto(id) {
  memory.delete(id);
  try {
    await run("readwrite", (photos) => photos.delete(id));
  } catch (error) {
    /* it was in memory only */
  }
}

/* Puts in place of each photo what `act(id, photo)` makes of it; null leaves it. */
export async function changePhotos(act) {
  const ids = await run("readonly", (photos) => photos.getAllKeys()).catch(() => []);
  for (const id of ids) {
    const photo = await run("readonly", (photos) => photos.get(id));
    const next = photo && (await act(id, photo));
    if (!next) continue;
    memory.delete(id);
    await run("readwrite", (photos) => photos.put(next, id)).catch(() => null);
  }
}

/* Sends what has not been sent; the same photo again is the same photo. Throws Problem. */
export async function sendPhotos(ids, signal, person) {
  for (const id of ids || []) {
    const kept = await find(id);
    if (!kept) continue;
    const form = new FormData();
    form.append("file", kept.file, kept.file.name || "photo");
    if (kept.taken_at) form.append("taken_at", kept.taken_at);
    try {
      await send("PUT", "/api/v1/attachments/" + id, { form, signal, person });
    } catch (problem) {
      if (problem instanceof Problem) problem.photo = id;
      throw problem;
    }
    await dropPhoto(id);
  }
}
