/* Forms and buttons that need no network: data-keep names what they write about on this phone. What is typed is kept at
   every keystroke; what is sent waits in the outbox until its outcome is known; what the server refuses comes back into
   the form with the reason. The attributes are described in docs/pages.md. */

import { Problem, fill, mint } from "./api.js";
import { clear, keepBy, show } from "./form.js";
import { isTouched, otherwise, restore, snapshot, standing } from "./kept_fields.js";
import "./keep_refused.js";
import { isAsked, problemOf, sendAndHear } from "./keep_send.js";
import { lock, say, sayDraft, sayOnce, sayTheirs, spokenDay } from "./keep_words.js";
import { draftKey, ready, refused, takeRefused, waiting } from "./outbox.js";
import { toast, toastLater } from "./shell.js";
import { drop, get, put } from "./storage.js";

let filling = false;

function keyOf(source) {
  return draftKey("form/" + source.dataset.keep);
}

/* "请假 {start_on}" with what stands in the fields. */
function labelOf(source, body) {
  return (source.dataset.keepLabel || document.title).replace(/\{(\w+)\}/g, (whole, name) => spokenDay(String((body && body[name]) || "")));
}

/* A form for something new: its writes are things of their own. What is minted as client_id is one more version of the same. */
function mintsNew(source) {
  return source.dataset.mintId !== undefined && source.dataset.mintId !== "client_id";
}

function isLocking(source) {
  return source.dataset.keepAgain === undefined;
}

function writeOf(source, method, url, wanted) {
  const name = source.dataset.keep;
  const body = wanted.body;
  const own = mintsNew(source) && body && body.id;
  const write = { id: own || mint(), kind: "form", subject: own ? name + "/" + body.id : name, method, url, body };
  if (wanted.etag !== undefined) write.etag = wanted.etag;
  if (body && body.version) write.version_at = "version"; /* a second one goes on from the first */
  write.label = labelOf(source, body);
  write.link = source.dataset.keepLink || location.pathname + location.search;
  write.form = { name, fields: source.elements ? snapshot(source) : [], base: baseOf(source) };
  return write;
}

/* What form.js sends by: the answer, null when the write waits, or the Problem that the server had with it. */
async function sendKept(source, method, url, wanted) {
  const write = writeOf(source, method, url, wanted);
  if (source.elements) keepTyped(source, { as: write.id });
  try {
    const came = await sendAndHear(write, () => drop(keyOf(source)));
    if (came.sent) return came.sent.result;
    rest(source, came.kept ? came.kept.write : write);
    return null;
  } catch (problem) {
    if (problem instanceof Problem && source.elements) notTaken(source, problem, write.form.fields);
    throw problem;
  }
}

/* The write waits: a form for something new is free for the next one, any other stays as it was sent. */
function rest(source, write) {
  if (!source.elements) {
    lock(source, true);
    sayOnce(write);
    return;
  }
  if (mintsNew(source)) {
    source.reset();
    source.dispatchEvent(new CustomEvent("jishi:cleared", { bubbles: true }));
    sayDraft(source, false);
    sayOnce(write);
    window.scrollTo(0, 0);
    return;
  }
  if (isLocking(source)) lock(source, true);
  say(source, write);
}

function sources(name) {
  return Array.from(document.querySelectorAll("[data-keep]")).filter((source) => source.dataset.keep === name);
}

function sourceOf(write) {
  return write.form ? sources(write.form.name)[0] : undefined;
}

/* What is typed by now is sent on the version that was answered. */
function goOn(source, view) {
  if (view.version === undefined) return;
  const field = source.elements && source.elements.version;
  if (field) field.value = view.version;
  else source.dataset.etag = view.version;
  if (source.dataset.keepBase) source.dataset.keepBase = view.version;
}

/* It went after all, while its page was open or from another one. */
function sent(event) {
  const { write, result } = event.detail;
  const source = sourceOf(write);
  if (!source || isAsked(write)) return;
  if (waiting(write.subject).length && !mintsNew(source)) {
    goOn(source, result.data || {}); /* what was written after it goes next, and this page stays to hear of it */
    return;
  }
  const words = source.dataset.toast || "";
  const next = source.dataset.next || "";
  if (mintsNew(source) || get(keyOf(source))) {
    if (!mintsNew(source)) goOn(source, result.data || {});
    say(source, null);
    if (words) toast(words);
    return;
  }
  if (!source.dispatchEvent(new CustomEvent("jishi:done", { bubbles: true, cancelable: true, detail: result }))) return;
  if (words) toastLater(words);
  if (next === "none") say(source, null);
  else if (!next || next === "reload") location.reload();
  else location.assign(fill(next, result.data || {}));
}

function refusedNow(event) {
  const { write } = event.detail;
  const source = sourceOf(write);
  if (source && !isAsked(write)) takeBack(source, write);
}

/* A refused write comes back into its form, and stays there for a reload too; what is being typed is not overwritten. */
function takeBack(source, write) {
  if (!source.elements) {
    takeRefused(write.subject);
    lock(source, false);
    toast(write.label + " " + write.problem.detail, { stay: true });
    return;
  }
  if (isTouched(source) && mintsNew(source)) return; /* the card of what waits leads here again */
  takeRefused(write.subject);
  lock(source, false);
  say(source, null);
  const { fields, base } = newerThan(source, write) || write.form;
  putBack(source, fields, base);
  clear(source);
  const problem = problemOf(write);
  notTaken(source, problem, fields, base);
  show(source, problem);
}

/* What was typed into an open form after this write of it was sent. */
function newerThan(source, write) {
  const kept = isLocking(source) ? null : get(keyOf(source));
  return kept && kept.fields && kept.as !== write.id ? kept : null;
}

/* The text stays on the phone with the reason; what stands on the server is shown beside it, and is what a text that is
   sent after that is written over. */
function notTaken(form, problem, fields, base) {
  keepTyped(form, { base: base === undefined ? baseOf(form) : base, reason: problem.message });
  const { current } = problem.body;
  if (!current) return;
  const isStale = problem.status === 412 || problem.code === "version-conflict";
  const isOpen = isStale && isStillOpen(form, current);
  const isShown = sayTheirs(form, standing(form, current, fields), !isOpen);
  if (isOpen && isShown) goOn(form, current);
}

/* data-keep-while="turn=self": what it is about takes this form only while that stands so. */
function isStillOpen(form, current) {
  const [name, value] = (form.dataset.keepWhile || "").split("=");
  return !name || current[name] === value;
}

function fillIn(form, fields) {
  filling = true;
  restore(form, fields);
  filling = false;
}

function putBack(form, fields, base) {
  fillIn(form, fields);
  if (base !== undefined && String(base) !== baseOf(form)) sayTheirs(form, otherwise(form, fields));
}

/* The version that the page brought and that is written upon. */
function baseOf(source) {
  return source.dataset.keepBase || source.dataset.etag || "";
}

/* {fields, base, as, reason}: what it was written upon, the write that it went as, why that was not taken. */
function keepTyped(form, more) {
  sayDraft(form, put(keyOf(form), Object.assign({ fields: snapshot(form), base: baseOf(form) }, more)));
}

function begin(source) {
  const mine = (write) => write.form && write.form.name === source.dataset.keep;
  const back = refused().filter(mine).pop();
  const waits = waiting().filter(mine);
  const kept = source.elements ? get(keyOf(source)) : null;
  if (kept && waits.some((write) => write.id === kept.as)) drop(keyOf(source));
  if (back) takeBack(source, back);
  else if (waits.length && !mintsNew(source)) showWaiting(source, waits.pop());
  else if (source.elements) beginTyping(source);
}

function showWaiting(source, write) {
  if (isLocking(source)) lock(source, true);
  if (!source.elements) return;
  const newer = newerThan(source, write);
  fillIn(source, (newer || write.form).fields);
  if (!newer) drop(keyOf(source));
  say(source, write);
  sayDraft(source, Boolean(newer));
}

/* What was typed before: put back unless something was typed since this page began to load. */
function beginTyping(form) {
  const kept = get(keyOf(form));
  if (isTouched(form)) keepTyped(form);
  else if (kept && kept.fields) {
    putBack(form, kept.fields, kept.base);
    sayDraft(form, true);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.dataset.keep !== undefined && !filling) keepTyped(form);
});
document.addEventListener("jishi:typed", (event) => keepTyped(event.target)); /* a photo was added or taken out */
document.addEventListener("click", (event) => {
  const off = event.target.closest("[data-kept-drop]");
  if (!off) return;
  drop(keyOf(off.closest("form")));
  location.reload();
});
document.addEventListener("jishi:sent", sent);
document.addEventListener("jishi:refused", refusedNow);

keepBy(sendKept);
ready.then(() => Array.from(document.querySelectorAll("[data-keep]")).forEach(begin));
