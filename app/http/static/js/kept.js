/* A form that found the session ended: what was typed stays in this tab until its author has signed in again, an hour
   at most, and is put back then. Passwords, files and what is marked data-unkept are not kept. Whoever else signs in here neither sees nor sends it. */

import { text } from "./api.js";
import { toast } from "./shell.js";

const KEY = "jishi.kept-form";
const WORDS = "jishi.words/";
const LIFE = 3600 * 1000;

function who() {
  return document.body.dataset.who || "";
}

function here() {
  return location.pathname + location.search;
}

/* What a form keeps: neither passwords nor files, nor what is marked data-unkept. */
export function fieldsOf(form) {
  const named = Array.from(form.elements).filter((field) => field.name && !field.hasAttribute("data-unkept"));
  return named.filter((field) => !/^(password|file|hidden|submit|button|fieldset)$/.test(field.type));
}

function values(field) {
  if (/^(radio|checkbox)$/.test(field.type)) return field.checked;
  if (field.type === "select-multiple") return Array.from(field.options).map((option) => option.selected);
  return field.value;
}

/* Which of a page's forms it is, and which of its fields: by what they write, then by their order. */
function place(form) {
  const spec = form.dataset.api;
  const alike = Array.from(document.querySelectorAll("form[data-api]")).filter((other) => other.dataset.api === spec);
  return { spec, index: alike.indexOf(form) };
}

/* Keeps what was typed and answers where to sign in. */
export function keepForm(form) {
  const kept = { who: who(), path: here(), at: Date.now(), form: place(form) };
  kept.fields = fieldsOf(form).map((field) => ({ name: field.name, value: values(field) }));
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch (error) {
    /* private mode: the page itself still has it */
  }
  return signInAgain();
}

/* The words to go with a button: kept in this tab from the first sign until what it asks for was taken ("" drops them). */
export function keepWords(spec, said) {
  const key = WORDS + who() + "/" + spec;
  try {
    if (said) sessionStorage.setItem(key, said);
    else if (said === "") sessionStorage.removeItem(key);
    return sessionStorage.getItem(key) || "";
  } catch (error) {
    return ""; /* private mode: asked anew */
  }
}

export function signInAgain() {
  return "/sign-in?next=" + encodeURIComponent(here());
}

function take() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    if (!kept || !who()) return null;
    if (kept.who !== who() || Date.now() - kept.at > LIFE) sessionStorage.removeItem(KEY);
    else if (kept.path === here()) {
      sessionStorage.removeItem(KEY);
      return kept;
    }
  } catch (error) {
    /* private mode, or not ours */
  }
  return null;
}

function fill(field, value) {
  if (/^(radio|checkbox)$/.test(field.type)) field.checked = value;
  else if (Array.isArray(value)) Array.from(field.options).forEach((option, index) => (option.selected = Boolean(value[index])));
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function putBack(kept) {
  const alike = Array.from(document.querySelectorAll("form[data-api]")).filter((form) => form.dataset.api === kept.form.spec);
  const form = alike[kept.form.index];
  if (!form) return;
  const present = fieldsOf(form);
  kept.fields.forEach((one, index) => {
    const field = present[index];
    if (field && field.name === one.name) fill(field, one.value);
  });
  toast(text("restored"), { stay: true });
}

const kept = take();
if (kept) putBack(kept);
