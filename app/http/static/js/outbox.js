/* Writes that must arrive, once: kept before they are sent, repeated unchanged until their outcome is known. They go
   on start, `online`, when the page is seen again, and by a timer. What the server refuses is kept too, with the reason.

   A write: {id, kind, subject, method, url, body, etag, label, link, kept_at}. Writes of one subject build on one another.
   Events on document: `jishi:sent` {write, result}, `jishi:refused` {write, problem}, `jishi:kept` {write, problem}. */

import { Problem, send } from "./api.js";
import { sendPhotos } from "./photo_store.js";
import { agrees, contentOf, same } from "./record_body.js";
import { drop, get, keys, person, put } from "./storage.js";

const WRITES = "jishi.write." + person() + ".";
const REFUSED = "jishi.refused." + person() + ".";
const PATIENCE = 20000;
const AGAIN = 30000;
let running = null;
let wanted = false;
let lastKey = 0;

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

export function waiting(subject) {
  const all = keys(WRITES).map((key) => Object.assign({ key }, get(key)));
  return all.filter((write) => write.id && (!subject || write.subject === subject));
}

export function refused() {
  return keys(REFUSED).map((key) => get(key)).filter(Boolean);
}

export function takeRefused(subject) {
  const found = get(REFUSED + subject);
  drop(REFUSED + subject);
  tell("jishi:changed", {});
  return found;
}

/* Keep a write and send it; the promise ends when it was tried, whatever came of it. */
export function keep(write) {
  waiting(write.subject).filter((older) => !older.tried).forEach((older) => drop(older.key));
  lastKey = Math.max(Date.now(), lastKey + 1);
  const key = WRITES + String(lastKey).padStart(15, "0") + "." + write.id;
  put(key, Object.assign({ kept_at: new Date().toISOString() }, write));
  return flush();
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
  while (wanted) {
    wanted = false;
    for (let next = waiting()[0]; next; next = waiting()[0]) {
      if (!(await attempt(next))) return;
    }
  }
}

/* An answer that leaves open whether the write was taken, or that time or a sign-in will change. */
function isOpen(problem) {
  const status = problem.status;
  if (status === 403 && problem.code === "password-change-required") return true;
  return status === 0 || status === 401 || status === 408 || status === 425 || status === 429 || status >= 500;
}

async function attempt(write) {
  const repeated = Boolean(write.tried);
  write.tried = true;
  put(write.key, bare(write));
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    await sendPhotos(write.body.attachment_ids, stop.signal);
    const options = { etag: write.etag, body: write.body, keepalive: true, signal: stop.signal };
    const result = await send(write.method, write.url, options);
    settle(write, result, repeated);
    return true;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return failed(write, problem);
  } finally {
    clearTimeout(timer);
  }
}

function bare(write) {
  const plain = Object.assign({}, write);
  delete plain.key;
  return plain;
}

function settle(write, result, repeated) {
  const stillMine = get(write.key) !== null;
  drop(write.key);
  if (!stillMine) return; /* another page has told already */
  if (repeated && write.kind === "record" && !agrees(write.body, result.data)) {
    refuse(write, new Problem(409, { code: "version-conflict", current: result.data }));
    return; /* it had arrived, and somebody wrote over it since */
  }
  waiting(write.subject).forEach((later) => {
    later.etag = result.data.version;
    put(later.key, bare(later));
  });
  if (write.kind === "record" && write.body.submit) forgetDraft(write);
  tell("jishi:sent", { write, result });
}

/* The draft of a day, filed under whose it is. */
export function draftKey(subject) {
  return "jishi.draft." + person() + "/" + subject;
}

function forgetDraft(write) {
  const draft = get(draftKey(write.subject));
  if (draft && same(draft.content, contentOf(write.body))) drop(draftKey(write.subject));
}

function hold(write, problem) {
  write.failed = problem.status || (navigator.onLine === false ? "offline" : "unreached");
  if (get(write.key)) put(write.key, bare(write));
  tell("jishi:kept", { write, problem });
}

function failed(write, problem) {
  if (isOpen(problem)) {
    hold(write, problem);
    waiting().filter((later) => later.key > write.key).forEach((later) => hold(later, problem)); /* they wait behind it */
    return false;
  }
  const current = problem.body.current;
  const stands = current && write.kind === "record" && agrees(write.body, current);
  if (stands) settle(write, { status: 200, data: current, etag: null }, false);
  else if (get(write.key) !== null) {
    drop(write.key);
    refuse(write, problem);
  }
  return true;
}

function refuse(write, problem) {
  const reason = { status: problem.status, code: problem.code, detail: problem.message, errors: problem.errors };
  const kept = Object.assign({ problem: Object.assign(reason, { current: problem.body.current }) }, bare(write));
  put(REFUSED + write.subject, kept);
  tell("jishi:refused", { write: kept, problem });
}

function start() {
  if (!person()) return;
  flush();
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  setInterval(() => waiting().length && flush(), AGAIN);
}

if (document.readyState === "complete") start();
else document.addEventListener("DOMContentLoaded", start); /* every script of the page listens by then */
