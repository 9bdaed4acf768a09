/* What a person has not sent yet is sealed when their session ends, and opened after the same person has signed in again. The
   key comes from the server for the signed-in person alone; while they are, the phone holds it as a key that cannot be read,
   and no longer. Without WebCrypto (plain http) nothing is sealed: it stays filed under its person. */

import { send } from "./api.js";
import { change, read } from "./phone_db.js";
import { changePhotos } from "./photo_store.js";
import { mergedDraft } from "./record_body.js";
import { entries, restoreEntry, takeEntries } from "./storage.js";

const PATIENCE = 20000;
const held = new Map();

function subtle() {
  return self.crypto && self.crypto.subtle;
}

function toText(buffer) {
  let text = "";
  new Uint8Array(buffer).forEach((byte) => (text += String.fromCharCode(byte)));
  return btoa(text);
}

function toBytes(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

async function encrypt(secret, bytes) {
  const iv = self.crypto.getRandomValues(new Uint8Array(12));
  return { iv: toText(iv), data: await subtle().encrypt({ name: "AES-GCM", iv }, secret, bytes) };
}

function decrypt(secret, part, data) {
  return subtle().decrypt({ name: "AES-GCM", iv: toBytes(part.iv) }, secret, data);
}

/* The keys of the person who is signed in, by name, the present one first. Throws Problem. */
async function askKeys(person) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  const answer = await send("GET", "/api/v1/me/phone-key", { person, signal: stop.signal }).finally(() => clearTimeout(timer));
  const found = new Map();
  for (const { name, key } of answer.data.keys) {
    found.set(name, await subtle().importKey("raw", toBytes(key), "AES-GCM", false, ["encrypt", "decrypt"]));
  }
  return found;
}

async function holdFirst(person, found) {
  const [name, secret] = Array.from(found)[0];
  held.set(person, { key: person, person, name, secret });
  await change(["keys"], () => [["put", "keys", held.get(person)]]);
}

/* To be called while the person is signed in: without the key nothing can be sealed later. */
export async function holdKey(person) {
  if (!subtle()) return;
  const { keys } = await read(["keys"]);
  const found = keys.find((row) => row.person === person && row.secret instanceof self.CryptoKey);
  if (found) held.set(person, found);
  else await holdFirst(person, await askKeys(person));
}

async function sealPhotos(secret, name, text) {
  await changePhotos(async (id, photo) => {
    if (photo.sealed || text.indexOf(id) < 0) return null;
    const bytes = await new Response(photo).arrayBuffer();
    const part = await encrypt(secret, bytes);
    return { sealed: name, iv: part.iv, data: part.data, type: photo.type, file: photo.name || "photo" };
  });
}

/* Seals what waits of a person and lets go of the key. False when it could not be: then it stays as it was. `again` is for what is
   typed afterwards in a page that is still open: each time all of it, so the one before is replaced. */
export async function seal(person, again) {
  const found = await read(["keys", "writes", "refused", "known", "sealed"]);
  const key = held.get(person) || found.keys.find((row) => row.person === person);
  if (!key || !subtle() || !(key.secret instanceof self.CryptoKey)) return false;
  const own = (rows) => rows.filter((row) => row.person === person);
  const kept = { local: entries(person), writes: own(found.writes), refused: own(found.refused) };
  const isEmpty = !kept.local.length && !kept.writes.length && !kept.refused.length;
  if (!isEmpty) {
    const text = JSON.stringify(kept);
    const part = await encrypt(key.secret, new TextEncoder().encode(text));
    const row = { person, name: key.name, iv: part.iv, data: toText(part.data), at: Date.now() };
    const typed = again && !kept.writes.length && !kept.refused.length;
    row.key = person + "/" + (typed ? "typed" : String(row.at).padStart(15, "0") + "/" + row.iv);
    if (!(await change(["sealed"], () => [["put", "sealed", row]]))) {
      await change(["sealed"], () => [["drop", "sealed", row.key]]);
      return false;
    }
    await sealPhotos(key.secret, key.name, text);
  }
  const drops = (table, rows) => rows.map((row) => ["drop", table, row.key]);
  const gone = drops("writes", kept.writes).concat(drops("refused", kept.refused), drops("known", own(found.known)));
  await change(["writes", "refused", "known", "keys"], () => gone.concat([["drop", "keys", person]]));
  takeEntries(kept.local);
  return true;
}

async function openPhotos(keys) {
  await changePhotos(async (id, photo) => {
    const secret = photo.sealed && keys.get(photo.sealed);
    if (!secret) return null;
    const bytes = await decrypt(secret, photo, photo.data).catch(() => null);
    return bytes && new File([bytes], photo.file, { type: photo.type });
  });
}

async function openRow(row, secret) {
  const bytes = await decrypt(secret, row, toBytes(row.data));
  const kept = JSON.parse(new TextDecoder().decode(bytes));
  if (!kept.local.every(([name, value]) => restoreEntry(name, value, mergedDraft))) return false;
  const puts = (table) => kept[table].map((one) => ["put", table, one]);
  return change(["writes", "refused", "sealed"], () => puts("writes").concat(puts("refused"), [["drop", "sealed", row.key]]));
}

/* Opens what was sealed of the person who is signed in now: how many were opened. Throws Problem without an answer. */
export async function unseal(person, before) {
  if (!subtle()) return 0;
  const { sealed } = await read(["sealed"]);
  const mine = sealed.filter((row) => row.person === person);
  const keys = await askKeys(person);
  if (before) before();
  await holdFirst(person, keys);
  let opened = 0;
  for (const row of mine) {
    const secret = keys.get(row.name);
    if (secret && (await openRow(row, secret).catch(() => false))) opened += 1;
  }
  await openPhotos(keys);
  return opened;
}

/* Everybody but `person` (nobody: everybody) has left this phone: what they had is sealed, their pages are gone. */
export async function sealOthers(person) {
  const { keys, known } = await read(["keys", "known"]);
  for (const row of keys) if (row.person !== person) await seal(row.person);
  const others = known.filter((row) => row.person !== person).map((row) => ["drop", "known", row.key]);
  const owner = person ? ["put", "meta", { key: "person", person }] : ["drop", "meta", "person"];
  await change(["known", "meta"], () => others.concat([owner]));
  await forgetPages(person);
}

export async function forgetPages(person) {
  if (!self.caches) return;
  const names = (await caches.keys()).filter((name) => name.indexOf("jishi-pages-") === 0);
  await Promise.all(names.filter((name) => name !== "jishi-pages-" + person).map((name) => caches.delete(name)));
}
