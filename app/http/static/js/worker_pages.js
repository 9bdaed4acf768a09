/* The pages that the phone keeps, for the worker: each with all that it needs, filed under its person, network first. */

import { today } from "./moments.js";
import { change, read } from "./phone_db.js";

const STATIC = "jishi-static";
const PAGES = "jishi-pages-";
const PATIENCE = 3000;
const PATIENCE_AFTER_WRITE = 15000;
const FRESH = 6 * 3600000;
const BLANK = "/today/blank";
const NOWHERE = "/offline";
const ASSET = /\/static\/[0-9a-f]{12}\/[\w./-]+/g;
const IMPORTED = /(?:from|import)\s*["'](\.[\w./-]+\.js)["']/g;
const KEEP = /<meta name="jishi:keep" content="([^"]+)"/;
const DAY = /data-outbox[^>]*data-today="([\d-]+)"/;
let wroteAt = 0;

/* Whose phone this is now, as the last page said; nobody's after a sign-out. */
export async function owner() {
  const { meta } = await read(["meta"]);
  const row = meta.find((one) => one.key === "person");
  return row ? row.person : "";
}

function digestOf(url) {
  return (/\/static\/([0-9a-f]{12})\//.exec(url) || [])[1];
}

/* An asset is kept after all that it imports, so that what is there is whole. */
async function keepAsset(cache, url, seen) {
  if (seen.has(url)) return;
  seen.add(url);
  if (await cache.match(url, { ignoreVary: true })) return;
  const response = await fetch(url);
  if (!response.ok) throw new Error(url);
  if (/\.js$/.test(url)) {
    const source = await response.clone().text();
    for (const found of source.match(IMPORTED) || []) {
      const relative = /["'](.+)["']/.exec(found)[1];
      await keepAsset(cache, new URL(relative, self.location.origin + url).pathname, seen);
    }
  }
  await cache.put(url, response);
}

async function keepAssets(html) {
  const cache = await caches.open(STATIC);
  const seen = new Set();
  for (const url of html.match(ASSET) || []) await keepAsset(cache, url, seen);
}

/* `askedAt` is when the page was asked for: what was written after that is not in it, however late it is kept. */
function marked(html, response, askedAt) {
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.delete("Set-Cookie");
  headers.set("X-Jishi-Kept", String(askedAt));
  headers.set("X-Jishi-Day", (DAY.exec(html) || ["", ""])[1]);
  headers.set("X-Jishi-Digest", digestOf((html.match(ASSET) || [""])[0]) || "");
  const at = new Date(askedAt).toISOString();
  return new Response(html.replace("<body ", '<body data-kept-at="' + at + '" '), { status: 200, headers });
}

function isPage(response) {
  const type = response.headers.get("Content-Type") || "";
  return response.status === 200 && response.type === "basic" && !response.redirected && type.indexOf("text/html") === 0;
}

/* Only a page that says whose it is, only while that person has this phone, and never over one that was asked for later. */
async function keepPage(url, response, askedAt) {
  if (!isPage(response)) return;
  const html = await response.text();
  const named = KEEP.exec(html);
  if (!named || named[1] !== (await owner())) return;
  await keepAssets(html);
  if (named[1] !== (await owner())) return;
  const cache = await caches.open(PAGES + named[1]);
  const kept = await cache.match(url, { ignoreVary: true });
  if (kept && Number(kept.headers.get("X-Jishi-Kept")) > askedAt) return;
  await cache.put(url, marked(html, response, askedAt));
}

/* The page that names nobody. */
export async function keepNowhere() {
  const askedAt = Date.now();
  const response = await fetch(NOWHERE, { credentials: "omit" });
  if (!isPage(response)) return;
  const html = await response.text();
  await keepAssets(html);
  await (await caches.open(STATIC)).put(NOWHERE, marked(html, response, askedAt));
}

/* Assets that no kept page names any more. */
async function tidy(pages) {
  const cache = await caches.open(STATIC);
  const used = new Set();
  for (const store of [pages, cache]) {
    for (const request of await store.keys()) {
      const kept = await store.match(request, { ignoreVary: true });
      if (kept.headers.get("X-Jishi-Digest")) used.add(kept.headers.get("X-Jishi-Digest"));
    }
  }
  for (const request of await cache.keys()) {
    const digest = digestOf(request.url);
    if (digest && !used.has(digest)) await cache.delete(request);
  }
}

/* Fetches pages for later, one after another, and none that is fresh and still true; without a network it ends. */
export async function prefetch(paths) {
  const who = await owner();
  if (!who) return;
  const pages = await caches.open(PAGES + who);
  for (const path of paths) {
    const kept = await pages.match(path, { ignoreVary: true });
    const askedAt = Date.now();
    const isFresh = kept && askedAt - Number(kept.headers.get("X-Jishi-Kept")) < FRESH;
    if (isFresh && !(await isOldNews(kept))) continue;
    const response = await fetch(path, { credentials: "same-origin", redirect: "manual" });
    if (response.status === 404 || response.status === 403) await pages.delete(path);
    await keepPage(path, response, askedAt);
  }
  await keepNowhere();
  await tidy(pages);
}

async function keptPage(url) {
  const who = await owner();
  if (!who || !(await caches.has(PAGES + who))) return null;
  const pages = await caches.open(PAGES + who);
  const { pathname, searchParams } = new URL(url);
  const own = BLANK + "?s=" + searchParams.get("s"); /* of whoever has two posts each has its own */
  const blank = (await pages.match(own, { ignoreVary: true })) || (await pages.match(BLANK, { ignoreVary: true }));
  if (pathname === "/" && blank) return Response.redirect("/today", 303);
  const exact = await pages.match(url, { ignoreVary: true });
  if (exact && (pathname !== "/today" || exact.headers.get("X-Jishi-Day") === today())) return exact;
  return pathname === "/today" || pathname.indexOf("/days/") === 0 ? blank : null;
}

async function instead(url) {
  const kept = await keptPage(url);
  if (kept) return kept;
  const cache = await caches.open(STATIC);
  return (await cache.match(NOWHERE, { ignoreVary: true })) || Response.error();
}

function isAway(response) {
  return !response || (response.status >= 502 && response.status <= 504);
}

/* Something of this phone's was taken by the server: pages kept before that are old news. */
export async function noteWrite() {
  wroteAt = Date.now();
  await change(["meta"], () => [["put", "meta", { key: "wrote", at: wroteAt }]]);
}

/* Whether a kept page still says what this phone has been told: the day that was just submitted must not ask again. */
async function isOldNews(kept) {
  const { meta } = await read(["meta"]);
  const row = meta.find((one) => one.key === "wrote");
  return Number(kept.headers.get("X-Jishi-Kept")) < Math.max(wroteAt, row ? row.at : 0);
}

function after(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, "late"));
}

/* What is kept, once the network was waited for as long as is fitting; "late" when nothing is. */
async function keptMeanwhile(url, answer) {
  const kept = await keptPage(url);
  if (!kept || !(await isOldNews(kept))) return kept || "late";
  const found = await Promise.race([answer, after(PATIENCE_AFTER_WRITE)]);
  return found === "late" ? kept : "late";
}

/* Network first; after a short while what is kept, if it is; what comes later is kept for the next time. */
export async function navigate(event) {
  const { url } = event.request;
  const askedAt = Date.now();
  const network = Promise.resolve(event.preloadResponse)
    .then((found) => found || fetch(event.request))
    .catch(() => null);
  const keeping = network.then((response) => (response && isPage(response) ? response.clone() : null));
  event.waitUntil(keeping.then((copy) => copy && keepPage(url, copy, askedAt)).catch(() => {}));
  const answer = keeping.then(() => network);
  let response = await Promise.race([answer, after(PATIENCE)]);
  if (response === "late") {
    const kept = await keptMeanwhile(url, answer);
    if (kept !== "late") return kept;
    response = await network;
  }
  return isAway(response) ? (await keptPage(url)) || response || instead(url) : response;
}

/* What is named by its content is never older than wanted. */
export async function asset(request) {
  const cache = await caches.open(STATIC);
  return (await cache.match(request.url, { ignoreVary: true })) || fetch(request);
}
