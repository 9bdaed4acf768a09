/* Forms and one-shot buttons that write through the API: <form data-api="POST /api/v1/units">, <button data-api=...>.
   Forms with a script of their own (the daily record) say what went wrong by the same `show`, `mark` and `clear`; what
   carries data-keep goes by the outbox (keep_form.js), which answers null for a write that waits on the phone.
   The attributes are described in docs/pages.md. */

import { Problem, fill, mint, send, target, text } from "./api.js";
import { ask } from "./dialog.js";
import { keepForm, keepWords, signInAgain } from "./kept.js";
import { Unreadable, path, read } from "./serialise.js";
import { toast, toastLater } from "./shell.js";

const minted = new WeakMap();
let keepBy = null;
const keeping = new Promise((resolve) => {
  keepBy = resolve;
  if (document.readyState === "complete") resolve(null);
  else window.addEventListener("load", () => resolve(null)); /* every module of the page has run by then */
});
export { keepBy };

/* How a form or button is sent: by the outbox where it may wait, at once elsewhere. */
async function wayOf(source) {
  return source.dataset.keep === undefined ? null : keeping;
}

function fieldsOf(form) {
  return Array.from(form.elements).filter((field) => field.name && !/^fieldset$/i.test(field.tagName));
}

function slot(form, field) {
  const ids = (field.getAttribute("aria-describedby") || "").split(/\s+/);
  const own = ids.map((id) => document.getElementById(id)).find((found) => found && found.classList.contains("error"));
  if (own) return own;
  const group = field.closest("[data-field]");
  return group ? group.querySelector(".error") : null;
}

export function clear(form) {
  fieldsOf(form).forEach((field) => {
    if (!field.hasAttribute("aria-invalid")) return;
    field.removeAttribute("aria-invalid");
    const place = slot(form, field);
    if (place) place.textContent = "";
  });
  const box = form.querySelector("[data-summary]");
  if (box) box.hidden = true;
}

export function mark(form, field, message) {
  const place = slot(form, field);
  field.setAttribute("aria-invalid", "true");
  if (place) place.textContent = message;
  return Boolean(place);
}

/* The field that a JSON pointer names: itself, or the nearest one above it. */
export function at(form, pointer) {
  const keys = pointer.replace(/^#?\//, "").split("/").map((key) => key.replace(/~1/g, "/").replace(/~0/g, "~"));
  const fields = fieldsOf(form).filter((field) => field.type !== "hidden");
  for (let length = keys.length; length > 0; length -= 1) {
    const wanted = keys.slice(0, length).join("/");
    const found = fields.find((field) => path(field.name).join("/") === wanted);
    if (found) return found;
  }
  return null;
}

export function summarise(form, lead, lines, way) {
  let box = form.querySelector("[data-summary]");
  if (!box) {
    box = document.createElement("div");
    box.className = "summary";
    box.setAttribute("data-summary", "");
    box.tabIndex = -1;
    form.insertBefore(box, form.firstChild);
  }
  box.setAttribute("role", "alert");
  box.textContent = "";
  const first = document.createElement("p");
  first.textContent = lead;
  box.appendChild(first);
  if (lines.length) {
    const list = document.createElement("ul");
    lines.forEach((line) => (list.appendChild(document.createElement("li")).textContent = line));
    box.appendChild(list);
  }
  if (way) {
    const again = document.createElement("a");
    again.className = "link";
    again.href = way.href;
    again.textContent = way.words;
    box.appendChild(again);
  }
  box.hidden = false;
  return box;
}

export function show(form, problem) {
  if (problem.code === "unauthenticated") {
    summarise(form, text("signin"), [], { href: keepForm(form), words: text("again") }).focus();
    return;
  }
  const loose = [];
  let first = null;
  problem.errors.forEach((error) => {
    const message = error.detail || error.message || "";
    const field = error.pointer ? at(form, error.pointer) : null;
    if (field && mark(form, field, message)) first = first || field;
    else loose.push(message);
  });
  const lead = first && !loose.length ? text("summary").replace("{count}", problem.errors.length) : problem.message;
  const stale = problem.status === 412 || problem.code === "version-conflict";
  const box = summarise(form, lead, loose, stale ? { href: location.href, words: text("reload") } : null);
  (first || box).focus();
}

function busy(element, on) {
  element.setAttribute("aria-busy", String(on));
  Array.from(element.querySelectorAll("button[type=submit]")).forEach((button) => button.setAttribute("aria-busy", String(on)));
}

function submitButtons(form) {
  const outside = form.id ? Array.from(document.querySelectorAll('[form="' + form.id + '"]')) : [];
  return outside.filter((button) => button.type === "submit");
}

function checkRequired(form) {
  const done = {};
  let first = null;
  fieldsOf(form).forEach((field) => {
    if (field.disabled || done[field.name] || field.checkValidity()) return;
    done[field.name] = true;
    mark(form, field, field.validity.valueMissing ? text("required") : field.validationMessage);
    first = first || field;
  });
  if (first) {
    summarise(form, text("summary").replace("{count}", Object.keys(done).length), []);
    first.focus();
  }
  return !first;
}

/* Files are sent first, each under an identity of its own that a second try repeats. */
async function upload(form, body) {
  const inputs = Array.from(form.querySelectorAll("input[type=file][data-type^=attachment]"));
  for (const input of inputs) {
    const ids = [];
    for (const file of Array.from(input.files)) {
      if (!minted.has(file)) minted.set(file, mint());
      const data = new FormData();
      data.append("file", file);
      await send("PUT", "/api/v1/attachments/" + minted.get(file), { form: data });
      ids.push(minted.get(file));
    }
    if (!ids.length) continue;
    const name = path(input.name)[0];
    body[name] = input.dataset.type === "attachments" ? (body[name] || []).concat(ids) : ids[0];
  }
}

function identify(form, body) {
  const name = form.dataset.mintId;
  if (name === undefined) return;
  const key = name || "id";
  const content = JSON.stringify(body);
  const last = minted.get(form);
  const renew = !last || (key === "client_id" && last.content !== content);
  if (renew) minted.set(form, { id: mint(), content });
  body[key] = minted.get(form).id;
}

function finish(source, result) {
  const event = new CustomEvent("jishi:done", { bubbles: true, cancelable: true, detail: result });
  if (!source.dispatchEvent(event)) return false;
  const next = source.dataset.next || "";
  const words = source.dataset.toast || "";
  if (next === "none") {
    if (words) toast(words);
    return false;
  }
  if (words) toastLater(words);
  if (!next || next === "reload") location.reload();
  else location.assign(fill(next, result.data || {}));
  return true;
}

async function submit(form, submitter) {
  if (form.getAttribute("aria-busy") === "true") return;
  clear(form);
  if (!checkRequired(form)) return;
  if (form.dataset.confirm && (await ask({ title: form.dataset.confirm })) === null) return;
  const buttons = submitButtons(form);
  let leaving = false;
  busy(form, true);
  buttons.forEach((button) => button.setAttribute("aria-busy", "true"));
  try {
    const body = read(form);
    if (submitter && submitter.dataset.body) Object.assign(body, JSON.parse(submitter.dataset.body));
    const spec = (submitter && submitter.dataset.api) || form.dataset.api;
    const multipart = form.dataset.send === "multipart";
    if (!multipart) await upload(form, body);
    identify(form, body);
    const { method, url } = target(spec, body);
    const wanted = { etag: form.dataset.etag, body: multipart ? undefined : body };
    const way = await wayOf(form);
    if (multipart) wanted.form = new FormData(form);
    const result = await (way ? way(form, method, url, wanted) : send(method, url, wanted));
    minted.delete(form);
    leaving = Boolean(result) && finish(form, result);
  } catch (error) {
    if (error instanceof Unreadable) {
      const field = form.elements[error.name_];
      const one = field.length === undefined || field.tagName ? field : field[0];
      mark(form, one, error.message);
      one.focus();
    } else if (error instanceof Problem) show(form, error);
    else throw error;
  } finally {
    if (!leaving) {
      busy(form, false);
      buttons.forEach((button) => button.setAttribute("aria-busy", "false"));
    }
  }
}

async function press(button) {
  if (button.getAttribute("aria-busy") === "true") return;
  const body = button.dataset.body ? JSON.parse(button.dataset.body) : {};
  const data = button.dataset;
  if (data.confirm || data.ask) {
    const options = data.askOptions ? JSON.parse(data.askOptions) : [];
    const title = data.confirm || data.ask;
    const heard = (said) => keepWords(data.api, said);
    const value = heard();
    const words = await ask({ title, ok: data.ok, prompt: data.ask, options, optional: data.askOptional !== undefined, value, heard });
    if (words === null) return;
    if (data.ask && words) body[data.askName || "reason"] = words;
    if (data.ask) heard(words);
  }
  if (data.mintId !== undefined) {
    if (!minted.has(button)) minted.set(button, mint());
    body[data.mintId || "id"] = minted.get(button);
  }
  let leaving = false;
  button.setAttribute("aria-busy", "true");
  try {
    const { method, url } = target(data.api, body);
    const wanted = { etag: data.etag, body: method === "GET" || method === "DELETE" ? undefined : body };
    const way = await wayOf(button);
    const result = await (way ? way(button, method, url, wanted) : send(method, url, wanted));
    if (data.ask) keepWords(data.api, "");
    leaving = Boolean(result) && finish(button, result);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "unauthenticated") {
      toast(text("signin"), { action: text("signinword"), run: () => location.assign(signInAgain()), stay: true });
      return;
    }
    const detail = error.errors.map((item) => item.detail || item.message).filter(Boolean);
    toast([error.message].concat(detail).join(" "), { stay: true });
  } finally {
    if (!leaving) button.setAttribute("aria-busy", "false");
  }
}

let pressed = null;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset || form.dataset.api === undefined) return;
  event.preventDefault();
  submit(form, event.submitter || pressed);
  pressed = null;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.type === "submit") pressed = button;
  else if (button.dataset.api !== undefined) press(button);
});

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.form || field.getAttribute("aria-invalid") !== "true" || field.form.dataset.api === undefined) return;
  field.removeAttribute("aria-invalid");
  const place = slot(field.form, field);
  if (place) place.textContent = "";
});

Array.from(document.querySelectorAll("form[data-api]")).forEach((form) => (form.noValidate = true));

if (window.takeEarly) window.takeEarly().forEach(({ form, button }) => (form ? submit(form, button) : press(button)));
