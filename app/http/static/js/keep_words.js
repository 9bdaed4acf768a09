/* What a form says of its own writing on this phone: kept, waiting, or that somebody else has written meanwhile. */

import { listOf } from "./kept_fields.js";
import { clockTime } from "./moments.js";
import { sendsAlone } from "./outbox.js";
import { toast } from "./shell.js";

function noteOf(form) {
  return form.querySelector("[data-kept-note]");
}

/* "2026-11-02" -> "11月2日", "Nov 2"; any other text as it is. */
export function spokenDay(text) {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!match) return text;
  const day = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return day.toLocaleDateString(document.documentElement.lang || "zh-CN", { month: "short", day: "numeric" });
}

function wordsOf(write, words) {
  if (write.failed === 401) return words.tSignin;
  if (typeof write.failed === "number") return words.tRetry;
  return sendsAlone() ? words.tOffline : words.tOpen;
}

function spoken(place, write) {
  return wordsOf(write, place.dataset).replace("{what}", write.label).replace("{time}", clockTime(write.kept_at || Date.now()));
}

/* Says in passing that a write waits: the card of what waits holds it. */
export function sayOnce(write) {
  const place = document.querySelector("[data-kept-words], [data-kept-note]");
  if (place) toast(spoken(place, write));
}

/* Says in a form that what it holds waits; null: nothing waits any more. */
export function say(form, write) {
  const note = noteOf(form);
  if (!note) return;
  if (!write) {
    note.hidden = true;
    return;
  }
  note.querySelector("p").textContent = spoken(note, write);
  note.hidden = false;
  sayDraft(form, false);
  note.focus();
}

/* "草稿已存手机", and the way to be rid of it. */
export function sayDraft(form, on) {
  const place = form.querySelector("[data-kept-draft]");
  if (place) place.hidden = !on;
}

/* What the server has where this phone's text says something else: both are read, one is sent, unless the matter is over.
   Answers whether there was something to show. */
export function sayTheirs(form, entries, isOver) {
  const place = form.querySelector("[data-kept-theirs]");
  if (!place) return false;
  place.hidden = !entries.length;
  place.querySelector("[data-open]").hidden = Boolean(isOver);
  place.querySelector("[data-over]").hidden = !isOver;
  const list = place.querySelector("[data-list]");
  list.textContent = "";
  if (entries.length) list.appendChild(listOf(entries));
  return entries.length > 0;
}

function buttonsOf(source) {
  if (!source.elements) return [source];
  const outside = source.id ? Array.from(document.querySelectorAll('[form="' + source.id + '"]')) : [];
  return Array.from(source.querySelectorAll("button")).concat(outside).filter((one) => one.type === "submit");
}

/* What was sent is not written over while its outcome is open. */
export function lock(source, on) {
  Array.from(source.elements || []).forEach((field) => {
    if (field.type !== "submit" && field.type !== "hidden" && !/^fieldset$/i.test(field.tagName)) field.disabled = on;
  });
  const words = document.querySelector("[data-kept-words], [data-kept-note]");
  buttonsOf(source).forEach((button) => {
    const word = button.querySelector("span") || button;
    if (on && button.dataset.word === undefined) button.dataset.word = word.textContent;
    if (on && words) word.textContent = words.dataset.tWaits;
    else if (button.dataset.word !== undefined) word.textContent = button.dataset.word;
    button.disabled = on;
  });
}
