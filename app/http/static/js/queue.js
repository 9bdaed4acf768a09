/* Writes that must arrive, once, for the page and the worker: kept before they are sent, repeated unchanged until their
   outcome is known; what the server refuses is kept too, with the reason. Writes of one subject build on one another.

   A write: {id, kind, subject, method, url, body, etag, label, link, attachments, needs, version_at}. `attachments` are ids
   of photos that go first (else body.attachment_ids); `needs` is the id of a write without which this one is refused too;
   `version_at` names the field of the body that takes the version which the write before answered. */

import { Problem, send } from "./api.js";
import { change, read } from "./phone_db.js";
import { alone } from "./phone_lock.js";
import { sendPhotos } from "./photo_store.js";
import { agrees } from "./record_body.js";

const PATIENCE = 20000;
const STUBBORN = 3;
const LONGEST_KEPT_ALIVE = 60000;
const REMEMBERED = 40 * 86400000;

/* A newer write of the same thing stands for one that was never sent; a draft, which another tab made, for no submission. */
function replaces(write, older) {
  if (older.body && older.body.submit && !write.body.submit) return false;
  return older.subject === write.subject && older.method === write.method && older.url === write.url && !older.tried;
}

function keyAfter(person, writes, id) {
  const last = writes.length ? Number(writes[writes.length - 1].key.split("/")[1]) : 0;
  return person + "/" + String(Math.max(Date.now(), last + 1)).padStart(15, "0") + "/" + id;
}

export function rowOf(person, writes, write) {
  const key = keyAfter(person, writes.filter((one) => one.person === person), write.id);
  return Object.assign({ kept_at: new Date().toISOString() }, write, { key, person });
}

/* Puts a write on the phone; answers whether it outlives the page. `seen` are the ids of earlier writes that its page knew of:
   what was answered to one of them meanwhile, perhaps to another page, is what this one builds on. */
export function add(person, write, seen) {
  return change(["writes", "known"], ({ writes, known }) => {
    const mine = writes.filter((one) => one.person === person);
    const drops = mine.filter((older) => replaces(write, older)).map((older) => ["drop", "writes", older.key]);
    const row = rowOf(person, mine, write);
    const before = known.find((one) => one.person === person && one.subject === write.subject);
    if (before && seen && seen.has(before.body.client_id)) row.etag = Math.max(before.view.version, Number(row.etag) || 0);
    return drops.concat([["put", "writes", row]]);
  });
}

/* Sends what waits for a person. `tell(name, detail)` hears of "sent", "refused" and "kept". Answers "ended" when the session of
   that person is over, "open" when something still waits for an answer, else "". */
export function flushQueue(person, tell) {
  return alone(() => flushed(person, tell));
}

async function flushed(person, tell) {
  const passed = new Set();
  for (;;) {
    const { writes } = await read(["writes"]);
    const next = writes.find((write) => write.person === person && !passed.has(write.subject));
    if (!next) return passed.size ? "open" : "";
    const outcome = await attempt(next, tell);
    if (outcome === "pass") passed.add(next.subject);
    else if (outcome) return outcome;
  }
}

export function isEnded(problem) {
  return problem.status === 401 || problem.code === "other-person";
}

/* An answer that leaves open whether the write was taken, or that time or a sign-in will change. */
function isOpen(problem) {
  const status = problem.status;
  if (problem.code === "password-change-required" || isEnded(problem)) return true;
  return status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;
}

async function begin(key) {
  let begun = null;
  await change(["writes"], ({ writes }) => {
    const found = writes.find((write) => write.key === key);
    if (!found) return [];
    begun = { write: Object.assign({}, found, { tried: (Number(found.tried) || 0) + 1 }), repeated: Boolean(found.tried) };
    return [["put", "writes", begun.write]];
  });
  return begun;
}

/* The request of a write, its photos first. Throws Problem. */
export async function deliver(write, signal) {
  const { person } = write;
  const attachments = write.attachments || (write.body && write.body.attachment_ids);
  await sendPhotos(attachments, signal, person);
  const keepalive = JSON.stringify(write.body || null).length * 3 < LONGEST_KEPT_ALIVE;
  return send(write.method, write.url, { etag: write.etag, body: write.body, keepalive, signal, person, lang: write.lang });
}

async function attempt(next, tell) {
  const begun = await begin(next.key);
  if (!begun) return "";
  const { write, repeated } = begun;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  let result;
  try {
    result = await deliver(write, stop.signal);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return failed(write, problem, tell);
  } finally {
    clearTimeout(timer);
  }
  await settle(write, result, repeated, tell);
  return "";
}

function moved(later, version) {
  const next = Object.assign({}, later, { etag: version });
  if (later.version_at) next.body = Object.assign({}, later.body, { [later.version_at]: version });
  return next;
}

function remember(write, view, known) {
  const old = known.filter((row) => row.at < Date.now() - REMEMBERED).map((row) => ["drop", "known", row.key]);
  if (write.kind !== "record") return old;
  const key = write.person + "/" + write.subject;
  return old.concat([["put", "known", { key, person: write.person, subject: write.subject, body: write.body, view, at: Date.now() }]]);
}

/* It was taken: those behind it go on from the version that was answered. */
export async function settle(write, result, repeated, tell) {
  const data = result.data || {};
  if (repeated && write.kind === "record" && !agrees(write.body, data)) {
    /* it had arrived, and somebody wrote over it since */
    return refuse(write, new Problem(409, { code: "version-conflict", current: data }), tell);
  }
  let mine = false;
  await change(["writes", "known"], ({ writes, known }) => {
    mine = writes.some((one) => one.key === write.key);
    if (!mine) return []; /* another page has told already */
    const behind = data.version === undefined ? [] : writes.filter((one) => one.key > write.key && one.subject === write.subject);
    const steps = behind.filter((one) => one.person === write.person).map((later) => ["put", "writes", moved(later, data.version)]);
    return [["drop", "writes", write.key]].concat(steps, remember(write, data, known));
  });
  return mine ? tell("sent", { write, result: { status: result.status, data: result.data, etag: result.etag } }) : undefined;
}

async function hold(write, problem, tell) {
  const failure = problem.status || (self.navigator.onLine === false ? "offline" : "unreached");
  let held = [];
  const lasting = await change(["writes"], ({ writes }) => {
    held = writes.filter((one) => one.person === write.person && one.key >= write.key); /* the others wait behind it */
    held = held.map((one) => Object.assign({}, one, { failed: failure }));
    return held.map((one) => ["put", "writes", one]);
  });
  const plain = { status: problem.status, code: problem.code, message: problem.message };
  for (const one of held) await tell("kept", { write: one, problem: plain, lasting });
}

async function failed(write, problem, tell) {
  if (isOpen(problem)) {
    await hold(write, problem, tell);
    if (isEnded(problem)) return "ended";
    const stuck = problem.status >= 500 && write.tried >= STUBBORN && write.kind !== "consent";
    return stuck ? "pass" : "open";
  }
  const current = problem.body.current;
  const stands = current && write.kind === "record" && agrees(write.body, current);
  if (stands) await settle(write, { status: 200, data: current, etag: null }, false, tell);
  else await refuse(write, problem, tell);
  return "";
}

function reasonOf(problem) {
  return { status: problem.status, code: problem.code, detail: problem.message, errors: problem.errors, current: problem.body.current };
}

async function refuse(write, problem, tell) {
  let gone = [];
  await change(["writes", "refused"], ({ writes }) => {
    const dependent = (one) => one.key === write.key || (one.person === write.person && one.needs && one.needs === write.id);
    gone = writes.filter(dependent).map((one) => Object.assign({}, one, { problem: reasonOf(problem) }));
    const drops = gone.map((one) => ["drop", "writes", one.key]);
    return drops.concat(gone.map((one) => ["put", "refused", one]));
  });
  for (const one of gone) await tell("refused", { write: one, problem: one.problem });
}
