/* 走访: what is typed stays on this phone until it is sent, for this inspector and this version alone. */

import { drop, get, put } from "./storage.js";

const form = document.querySelector("form[data-visit]");
const KEY = "jishi.visit/" + (document.body.dataset.who || "") + "/" + form.dataset.visit;
const said = form.querySelector("[data-kept]");
const due = form.querySelector("[data-due]");

function fields() {
  return Array.from(form.elements).filter((one) => one.name && !/^(file|hidden|submit|button|fieldset)$/.test(one.type));
}

function held(field) {
  return /^(radio|checkbox)$/.test(field.type) ? field.checked : field.value;
}

function restore() {
  const kept = get(KEY);
  if (!kept) return;
  fields().forEach((field, index) => {
    if (kept[index] === undefined) return;
    if (typeof kept[index] === "boolean") field.checked = kept[index];
    else field.value = kept[index];
  });
  said.hidden = false;
}

/* A finding of nothing has no day by which it is done. */
function adjust() {
  const chosen = form.querySelector('input[name="finding"]:checked');
  const none = Boolean(chosen) && chosen.value === "none";
  const field = due.querySelector("input");
  due.hidden = none;
  field.disabled = none;
}

function keep() {
  said.hidden = !put(KEY, fields().map(held));
  adjust();
}

/* Typed before this script had come: it is kept, not what an earlier page left. */
function typed() {
  return fields().some((one) =>
    /^(radio|checkbox)$/.test(one.type) ? one.checked !== one.defaultChecked : one.value !== one.defaultValue
  );
}

form.addEventListener("input", keep);
form.addEventListener("jishi:done", () => drop(KEY));
if (typed()) keep();
else restore();
adjust();
