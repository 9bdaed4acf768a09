/* The page's side of what waits on the phone (queue.js): one's own writes at a glance, sent on start, `online`, when the
   page is seen again and by a timer; the worker and other pages tell what they sent meanwhile.

   Events on document: `jishi:sent` {write, result}, `jishi:refused` {write, problem}, `jishi:kept` {write, problem, lasting},
   `jishi:changed`; `jishi:unsealed` when what was sealed has come back. */

import { Problem } from "./api.js";
import { change, putAside, read } from "./phone_db.js";
import { add, deliver, flushQueue, rowOf, settle } from "./queue.js";
import { contentOf, same } from "./record_body.js";
import { seal, unseal } from "./sealed.js";
import { drop, entries, get, keys, person, sealFromNowOn, takeEntries } from "./storage.js";

const AGAIN = 30000;
const channel = self.BroadcastChannel ? new BroadcastChannel("jishi") : null;
let mine = { writes: [], refused: [], known: [] };
const seen = new Set();
let running = null;
let wanted = false;
let asked = false;
let taken = Promise.resolve();
let ended = false; /* this page has learnt that its session is over */
let locked = false; /* something of this person is sealed; or the server must say first that they are back */
let sealing = null;

function tellHere(name, detail) {
  document.dispatchEvent(new CustomEvent("jishi:" + name, { detail }));
}

async function refresh() {
  if (ended) return; /* it is sealed by now; the page still shows what waits */
  const found = await read(["writes", "refused", "known", "sealed"]);
  const own = (rows) => rows.filter((row) => row.person === person());
  mine = { writes: own(found.writes), refused: own(found.refused), known: own(found.known) };
  mine.writes.forEach((write) => seen.add(write.id));
  locked = own(found.sealed).length > 0;
}

/* An outcome: of this page's own sending, or (`elsewhere`) of another page's or the worker's. */
async function hear(name, detail, elsewhere) {
  await refresh();
  if (name === "sent" && detail.write.kind === "record" && detail.write.body.submit) forgetDraft(detail.write);
  tellHere(name, detail);
  if (!elsewhere && channel) channel.postMessage({ person: person(), name, detail });
}

function news(event) {
  const told = event.data || {};
  if (told.person !== person()) return;
  if (told.name === "ended") end();
  else if (told.name) hear(told.name, told.detail, true);
}

/* Older versions kept the queue in localStorage: taken over once, and left there until it is safe here. */
async function takeOver() {
  const writes = keys("jishi.write." + person() + ".");
  const failed = keys("jishi.refused." + person() + ".");
  if (!writes.length && !failed.length) return;
  const shaped = (table) => (name) => {
    const row = get(name);
    const stamp = table === "writes" ? name.split(".")[3] : String(Date.parse(row.kept_at) || 0).padStart(15, "0");
    return ["put", table, Object.assign({}, row, { key: person() + "/" + stamp + "/" + row.id, person: person() })];
  };
  const whole = (name) => (get(name) || {}).id;
  const steps = writes.filter(whole).map(shaped("writes")).concat(failed.filter(whole).map(shaped("refused")));
  if (await change(["writes", "refused"], () => steps)) writes.concat(failed).forEach(drop);
}

async function load() {
  await takeOver();
  await refresh();
  mine.known.forEach((row) => row.body.submit && forgetDraft(row)); /* the worker may have sent it while no page was open */
}

/* What the phone holds of this person is known from then on. */
export const ready = person() ? load() : Promise.resolve();

export function waiting(subject) {
  return mine.writes.filter((write) => !subject || write.subject === subject);
}

export function refused() {
  return mine.refused.slice();
}

/* The record of a day as the server last answered it to this phone. */
export function lastKnown(subject) {
  const row = mine.known.find((one) => one.subject === subject);
  return row ? row.view : null;
}

/* Takes what was refused of a subject off the phone: whoever asks shows it. */
export function takeRefused(subject) {
  const found = mine.refused.filter((write) => write.subject === subject);
  mine.refused = mine.refused.filter((write) => write.subject !== subject);
  if (found.length) taken = change(["refused"], () => found.map((write) => ["drop", "refused", write.key]));
  tellHere("changed", {});
  return found[found.length - 1] || null;
}

/* The same for good, at the person's own wish: ends when the phone has forgotten it. */
export function giveUp(subject) {
  takeRefused(subject);
  return taken;
}

/* Once, when there is something to lose: not to be cleared away when the phone is full. */
function askToStay() {
  if (asked) return;
  asked = true;
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => false);
}

/* Keep a write and send it; the promise ends when it was tried, whatever came of it. */
export async function keep(write) {
  const kept = Object.assign({ lang: document.documentElement.lang }, write);
  await ready;
  const lasting = await add(person(), kept, seen);
  if (ended) mine.writes.push(Object.assign(rowOf(person(), mine.writes, kept), { failed: 401 }));
  if (ended) await seal(person());
  await refresh();
  askToStay();
  if (!lasting) tellHere("changed", { lasting });
  return flush();
}

/* The page may be gone in a moment: kept and sent without waiting for anything. */
export function keepAtOnce(write) {
  const row = Object.assign(rowOf(person(), mine.writes, write), { tried: 1 });
  mine.writes.push(row);
  seen.add(row.id);
  putAside("writes", row);
  deliver(row).then((result) => settle(row, result, false, hear), () => {});
}

export function flush() {
  wanted = true;
  if (!running) {
    running = run().then(
      () => (running = null),
      (error) => {
        running = null;
        throw error;
      },
    );
  }
  return running;
}

async function run() {
  await ready;
  while (wanted) {
    wanted = false;
    if ((ended || locked) && !(await reopen())) return;
    if (!waiting().length) await refresh();
    if (!waiting().length) continue;
    const outcome = await flushQueue(person(), hear);
    if (outcome === "ended") await end();
    else if (outcome) askForSync();
  }
}

/* The session is over: what waits is sealed, and what is typed from now on too. */
async function end() {
  if (ended) return;
  ended = true;
  sealFromNowOn(sealSoon);
  if (await seal(person())) return;
  ended = false; /* no WebCrypto or no key: it stays filed under its person */
  sealFromNowOn(null);
}

function sealSoon() {
  clearTimeout(sealing);
  sealing = setTimeout(() => seal(person(), true), 0);
}

/* Asks whether the same person is signed in again; then all that was sealed is open. */
async function reopen() {
  try {
    await unseal(person(), () => {
      clearTimeout(sealing);
      ended = false;
      sealFromNowOn(null);
    });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return false;
  }
  await refresh();
  locked = false;
  tellHere("unsealed", {});
  return true;
}

/* At the person's own wish: nothing of theirs is left on this phone. */
export async function forgetAll() {
  const { keys: held } = await read(["keys"]);
  const rows = (table, own) => own.map((row) => ["drop", table, row.key]);
  const secrets = held.filter((row) => row.person === person());
  await change(["writes", "refused", "known", "keys"], () => {
    return rows("writes", mine.writes).concat(rows("refused", mine.refused), rows("known", mine.known), rows("keys", secrets));
  });
  takeEntries(entries(person()));
}

/* Whether the phone sends by itself once it is online again, with no page open. */
export function sendsAlone() {
  return Boolean(navigator.serviceWorker && navigator.serviceWorker.controller && self.SyncManager);
}

function askForSync() {
  if (!sendsAlone()) return;
  navigator.serviceWorker.ready.then((worker) => worker.sync.register("jishi")).catch(() => {});
}

/* The draft of a day, filed under whose it is. */
export function draftKey(subject) {
  return "jishi.draft." + person() + "/" + subject;
}

function forgetDraft(write) {
  const draft = get(draftKey(write.subject));
  if (draft && same(draft.content, contentOf(write.body))) drop(draftKey(write.subject));
}

function start() {
  if (!person()) return;
  flush();
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  setInterval(() => (waiting().length || locked) && flush(), AGAIN);
  if (channel) channel.onmessage = news;
  if (navigator.serviceWorker) navigator.serviceWorker.addEventListener("message", news);
}

if (document.readyState === "complete") start();
else document.addEventListener("DOMContentLoaded", start); /* every script of the page listens by then */
