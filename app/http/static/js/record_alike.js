/* Before a day is submitted: is it very like an earlier one? Asked of the server, and without one of what this phone
   remembers: of its own last days numbers made from the words, never the words. It only ever asks; nothing is held back. */

import { send } from "./api.js";
import { ask } from "./dialog.js";
import { bodyOf } from "./record_body.js";
import { get, person, put } from "./storage.js";

const PATIENCE = 1500;
const REMEMBERED = 30;
const GRAM = 4;
const LEAST = 12;
const ALIKE = 0.6;
const HABIT = 3;

let agreed = "";

function dayOf(form) {
  return form.dataset.url.split("/").pop();
}

function key() {
  return "jishi.alike." + person();
}

/* A number for each stretch of four letters. */
function numbers(texts) {
  const found = new Set();
  texts.forEach((text) => {
    const signs = text.toLowerCase().replace(/[\s!-/:-@[-`{-~\u2000-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]/g, "");
    for (let at = 0; at + GRAM <= signs.length; at += 1) {
      let number = 2166136261;
      for (let next = at; next < at + GRAM; next += 1) number = Math.imul(number ^ signs.charCodeAt(next), 16777619);
      found.add(number >>> 0);
    }
  });
  return Array.from(found);
}

export function remember(form, content) {
  const on = dayOf(form);
  const texts = bodyOf(content, true).body.items.map((item) => item.text);
  const others = (get(key()) || []).filter((day) => day.on !== on);
  put(key(), others.concat({ on, numbers: numbers(texts) }).sort((a, b) => (a.on < b.on ? -1 : 1)).slice(-REMEMBERED));
}

/* Of this phone's own days: what stands in several of them is a habit. */
function remembered(on, texts) {
  const days = (get(key()) || []).filter((day) => day.on < on);
  const often = new Map();
  days.forEach((day) => day.numbers.forEach((number) => often.set(number, (often.get(number) || 0) + 1)));
  const rare = numbers(texts).filter((number) => (often.get(number) || 0) < HABIT);
  let best = null;
  days.forEach((day) => {
    const known = new Set(day.numbers);
    const share = rare.filter((number) => known.has(number)).length / rare.length;
    if (rare.length >= LEAST && share >= ALIKE && (!best || share >= best.share)) best = { on: day.on, share };
  });
  return best && { on: best.on };
}

async function look(form, texts) {
  if (navigator.onLine !== false) {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), PATIENCE);
    try {
      const answer = await send("POST", form.dataset.url + "/likeness", { body: { texts }, signal: control.signal });
      return answer.data.alike;
    } catch (problem) {
      if (problem.status) return null;
    } finally {
      clearTimeout(timer);
    }
  }
  return remembered(dayOf(form), texts);
}

function marked(text, stretches) {
  const line = document.createElement("p");
  let at = 0;
  stretches.forEach(({ start, end }) => {
    line.appendChild(document.createTextNode(text.slice(at, start)));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    line.appendChild(mark);
    at = end;
  });
  line.appendChild(document.createTextNode(text.slice(at)));
  return line;
}

function shown(form, texts, found) {
  if (!found.stretches) return null;
  const box = document.createElement("div");
  box.className = "alike";
  texts.forEach((text, number) => box.appendChild(marked(text, found.stretches.filter((one) => one.text === number))));
  const share = document.createElement("p");
  share.className = "sub";
  share.textContent = form.dataset.tAlikeShare.replace("{percent}", found.percent);
  box.appendChild(share);
  return box;
}

/* Whether the day may be submitted: it is like no other, or its author says so. What was said yes to is not asked again. */
export async function mayGo(form, content) {
  const texts = bodyOf(content, true).body.items.map((item) => item.text);
  const words = JSON.stringify(texts);
  if (!texts.length || words === agreed) return true;
  const found = await look(form, texts);
  if (!found) return true;
  const lang = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
  const on = new Date(found.on + "T00:00:00Z").toLocaleDateString(lang, { month: "long", day: "numeric", timeZone: "UTC" });
  const answer = await ask({
    title: form.dataset.tAlike.replace("{on}", on),
    body: shown(form, texts, found),
    ok: form.dataset.tAlikeGo,
    no: form.dataset.tAlikeMore,
  });
  if (answer === null) return false;
  agreed = words;
  return true;
}
