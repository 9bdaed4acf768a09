/* The worker: pages and assets without a network, and what waits on the phone sent with no page open. It touches GET of pages and
   of /static alone; every write goes its own way. */

import { flushQueue } from "./queue.js";
import { seal } from "./sealed.js";
import { asset, keepNowhere, navigate, noteWrite, owner, prefetch } from "./worker_pages.js";

async function tell(name, detail) {
  if (name === "sent") await noteWrite();
  const person = await owner();
  const open = await self.clients.matchAll({ includeUncontrolled: true });
  open.forEach((client) => client.postMessage({ person, name, detail }));
}

/* Rejected while something still waits, so that the browser tries again. */
async function send() {
  const person = await owner();
  if (!person) return;
  const outcome = await flushQueue(person, tell);
  if (outcome === "ended") {
    await tell("ended", {});
    await seal(person);
  } else if (outcome) throw new Error("still waiting");
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepNowhere().catch(() => {}));
});

self.addEventListener("activate", (event) => {
  const preload = self.registration.navigationPreload;
  event.waitUntil(Promise.all([self.clients.claim(), preload && preload.enable()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(event));
  else if (/^\/static\/[0-9a-f]{12}\//.test(url.pathname)) event.respondWith(asset(request));
});

self.addEventListener("message", (event) => {
  if (event.data && event.data.wrote) event.waitUntil(noteWrite());
  if (event.data && event.data.prefetch) event.waitUntil(prefetch(event.data.prefetch).catch(() => {}));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "jishi") event.waitUntil(send());
});
