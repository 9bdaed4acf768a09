/* The record's form: reading and filling it, one item after another, and what each day type asks for. */

import { photosOf } from "./photos.js";

export const MOST = 5;

const ITEM = ["text", "category", "place", "slot", "outcome"];
const LONG = ["difficulty", "takeaway", "late_reason"];

function named(form, name) {
  const found = form.elements[name];
  return !found ? "" : found.value || "";
}

/* What the page came with, whatever was typed since. */
function original(form, name) {
  const found = form.elements[name];
  if (!found) return "";
  if (found.tagName) return found.defaultValue || "";
  const chosen = Array.from(found).find((radio) => radio.defaultChecked);
  return chosen ? chosen.value : "";
}

function contentBy(form, read) {
  const items = [];
  for (let index = 0; index < MOST; index += 1) {
    const item = {};
    ITEM.forEach((name) => (item[name] = read(form, "items[" + index + "]." + name)));
    items.push(item);
  }
  const content = { day_type: read(form, "day_type"), items, attachment_ids: photosOf(form).ids() };
  LONG.forEach((name) => (content[name] = read(form, name)));
  return content;
}

export function readContent(form) {
  return contentBy(form, named);
}

export function savedContent(form) {
  return contentBy(form, original);
}

function both(kept, early, saved) {
  if (!early || early === saved || (kept || "").indexOf(early) >= 0) return kept;
  return kept ? kept + " " + early : early;
}

/* A kept draft together with what was typed before it could be brought back. */
export function joined(kept, early, saved) {
  const content = Object.assign({}, kept, { items: [] });
  early.items.forEach((item, index) => {
    const text = both((kept.items[index] || {}).text, item.text, saved.items[index].text);
    content.items.push(Object.assign({}, kept.items[index] || {}, { text: text || "" }));
  });
  return content;
}

function fill(form, name, value) {
  const field = form.elements[name];
  if (!field) return;
  if (field.length !== undefined && !field.tagName) {
    Array.from(field).forEach((radio) => (radio.checked = radio.value === value));
    return;
  }
  field.value = value || "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function fillContent(form, content) {
  fill(form, "day_type", content.day_type);
  for (let index = 0; index < MOST; index += 1) {
    const item = content.items[index] || {};
    ITEM.forEach((name) => fill(form, "items[" + index + "]." + name, item[name] || ""));
  }
  LONG.forEach((name) => fill(form, name, content[name]));
  photosOf(form).set(content.attachment_ids || []);
  arrange(form);
}

function box(form, index) {
  return form.querySelector('[data-item="' + index + '"]');
}

function isUsed(form, index) {
  return ["text", "place"].some((name) => named(form, "items[" + index + "]." + name).trim() !== "");
}

/* Show what holds something, hide the empty rest, say what the day type means. */
export function arrange(form) {
  for (let index = 0; index < MOST; index += 1) {
    if (index && isUsed(form, index)) box(form, index).hidden = false;
    if (named(form, "items[" + index + "].place").trim()) showPlace(form, index);
  }
  if (named(form, "difficulty").trim() || named(form, "takeaway").trim()) showMore(form);
  effects(form);
  form.querySelector("[data-add-item]").hidden = !box(form, MOST - 1).hidden;
}

function effects(form) {
  const type = named(form, "day_type");
  Array.from(form.querySelectorAll("[data-effect]")).forEach((line) => (line.hidden = line.dataset.effect !== type));
  const resting = type === "leave" || type === "rest";
  const first = form.elements["items[0].text"];
  const asked = form.dataset.today === undefined ? form.dataset.tThen : form.dataset.tWrite;
  first.placeholder = resting ? form.dataset.tRest : asked;
}

function showPlace(form, index) {
  form.querySelector('[data-place-field="' + index + '"]').hidden = false;
  form.querySelector('[data-place="' + index + '"]').setAttribute("aria-expanded", "true");
}

function showMore(form) {
  document.getElementById("more").hidden = false;
  form.querySelector('[data-show="more"]').setAttribute("aria-expanded", "true");
}

function addItem(form) {
  for (let index = 1; index < MOST; index += 1) {
    if (!box(form, index).hidden) continue;
    box(form, index).hidden = false;
    form.elements["items[" + index + "].text"].focus();
    break;
  }
  form.querySelector("[data-add-item]").hidden = !box(form, MOST - 1).hidden;
}

/* A chosen category is taken back by a second tap, which a radio by itself does not do. */
function untick(form) {
  let was = null;
  const remember = (event) => {
    const radio = event.target.closest ? event.target.closest("[data-item] input[type=radio]") : null;
    was = radio && radio.checked ? radio : null;
  };
  form.addEventListener("mousedown", remember);
  form.addEventListener("touchstart", remember, { passive: true });
  form.addEventListener("click", (event) => {
    if (event.target !== was) return;
    was.checked = false;
    was = null;
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

export function wire(form) {
  form.noValidate = true;
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.hasAttribute("data-add-item")) addItem(form);
    if (button.dataset.chips !== undefined) button.closest("[data-item]").classList.toggle("chips-open");
    if (button.dataset.place !== undefined) {
      showPlace(form, button.dataset.place);
      form.elements["items[" + button.dataset.place + "].place"].focus();
    }
  });
  form.addEventListener("change", (event) => event.target.name === "day_type" && effects(form));
  untick(form);
  arrange(form);
}
