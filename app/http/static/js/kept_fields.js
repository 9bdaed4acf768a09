/* What stands in a form, to be put back as it was and to be read without it: [{name, value, label, said}]. `said` is the
   value as a person reads it. Passwords, files and what is marked data-unkept are left out. */

import { beijing } from "./moments.js";
import { fieldsOf } from "./kept.js";

function isTick(field) {
  return /^(radio|checkbox)$/.test(field.type);
}

function plain(element) {
  const copy = element.cloneNode(true);
  Array.from(copy.querySelectorAll(".must, .sr")).forEach((part) => part.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function ownLabel(field) {
  return field.labels && field.labels.length ? plain(field.labels[0]) : "";
}

/* The question that a field answers: a group's legend for one of several choices. */
function labelOf(field) {
  const group = isTick(field) ? field.closest("fieldset") : null;
  const legend = group && group.querySelector("legend");
  if (!legend) return ownLabel(field);
  const words = legend.cloneNode(true);
  return words.textContent.replace(/\s+/g, " ").trim();
}

function said(field, value) {
  if (field.type === "radio") return ownLabel(field);
  if (field.type === "datetime-local") return String(value).replace("T", " ");
  return String(value);
}

/* Which field it is: by its name, ticks also by what they stand for. */
function keyOf(field) {
  return isTick(field) ? field.name + "=" + field.value : field.name;
}

export function snapshot(form) {
  const fields = fieldsOf(form).map((field) => {
    const value = isTick(field) ? field.checked : field.value;
    return { key: keyOf(field), value, label: labelOf(field), said: value === false || value === "" ? "" : said(field, value) };
  });
  const photos = Array.from(form.querySelectorAll("[data-photo-field]")).map((place) => ({ key: photosOf(place), value: idsIn(place) }));
  return fields.concat(photos);
}

function photosOf(place) {
  return "photos:" + place.dataset.photoField;
}

function idsIn(place) {
  return Array.from(place.querySelectorAll("input[type=hidden]")).map((field) => field.value);
}

/* Puts a snapshot back; a field that is not there any more is passed over. */
export function restore(form, kept) {
  const present = new Map();
  fieldsOf(form).forEach((field) => present.set(keyOf(field), field));
  kept.forEach((one) => {
    const field = present.get(one.key);
    if (!field) return;
    if (isTick(field)) field.checked = one.value === true;
    else field.value = one.value;
    ["input", "change"].forEach((what) => field.dispatchEvent(new Event(what, { bubbles: true })));
  });
  Array.from(form.querySelectorAll("[data-photo-field]")).forEach((place) => {
    const one = kept.find((entry) => entry.key === photosOf(place));
    if (one) place.dispatchEvent(new CustomEvent("jishi:photos", { detail: one.value }));
  });
}

/* Whether anything was typed or chosen that the page did not bring. */
export function isTouched(form) {
  return fieldsOf(form).some((field) => {
    if (isTick(field)) return field.checked !== field.defaultChecked;
    if (field.options) return Array.from(field.options).some((option) => option.selected !== option.defaultSelected && option.index > 0);
    return field.value !== field.defaultValue;
  });
}

/* What the server's page says where a snapshot says something else: [{label, said}]. */
export function otherwise(form, kept) {
  const mine = new Map(kept.map((one) => [one.key, one.value]));
  const found = [];
  fieldsOf(form).forEach((field) => {
    if (!mine.has(keyOf(field))) return;
    const theirs = isTick(field) ? field.defaultChecked : field.defaultValue;
    if (theirs === mine.get(keyOf(field)) || theirs === false || theirs === "" || theirs === undefined) return;
    found.push({ label: labelOf(field), said: said(field, theirs) });
  });
  return found;
}

/* What the server answered that stands now, in the words of the form, where a snapshot says something else. */
export function standing(form, current, kept) {
  const mine = new Map(kept.map((one) => [one.key, one.value]));
  const found = [];
  fieldsOf(form).forEach((field) => {
    const value = current[field.name];
    if (value === undefined || value === null || value === "") return;
    const theirs = field.type === "datetime-local" ? beijing(value) : String(value);
    if (isTick(field) ? field.value !== theirs || mine.get(keyOf(field)) === true : mine.get(keyOf(field)) === theirs) return;
    found.push({ label: labelOf(field), said: said(field, theirs) });
  });
  return found;
}

/* A list of terms and texts, as the page's own `defs` are. */
export function listOf(entries) {
  const list = document.createElement("dl");
  list.className = "defs";
  entries.filter((one) => one.said).forEach((one) => {
    list.appendChild(document.createElement("dt")).textContent = one.label;
    list.appendChild(document.createElement("dd")).textContent = one.said;
  });
  return list;
}
