/* Photos that have not reached the server yet, in IndexedDB; without it, as long as the page is open. */

import { Problem, send } from "./api.js";

const memory = new Map();
let opening = null;

function open() {
  if (!opening) {
    opening = new Promise((resolve, reject) => {
      const request = window.indexedDB.open("jishi", 1);
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

export async function keepPhoto(id, file) {
  memory.set(id, file);
  try {
    await run("readwrite", (photos) => photos.put(file, id));
  } catch (error) {
    /* it stays in memory */
  }
}

/* The photo as it was chosen; undefined once the server has it. */
export async function findPhoto(id) {
  if (memory.has(id)) return memory.get(id);
  try {
    return await run("readonly", (photos) => photos.get(id));
  } catch (error) {
    return undefined;
  }
}

export async function dropPhoto(id) {
  memory.delete(id);
  try {
    await run("readwrite", (photos) => photos.delete(id));
  } catch (error) {
    /* it was in memory only */
  }
}

/* Sends what has not been sent; the same photo again is the same photo. Throws Problem. */
export async function sendPhotos(ids, signal) {
  for (const id of ids || []) {
    const file = await findPhoto(id);
    if (!file) continue;
    const form = new FormData();
    form.append("file", file, file.name || "photo");
    try {
      await send("PUT", "/api/v1/attachments/" + id, { form, signal });
    } catch (problem) {
      if (problem instanceof Problem) problem.photo = id;
      throw problem;
    }
    await dropPhoto(id);
  }
}
