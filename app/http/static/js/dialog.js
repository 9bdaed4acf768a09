/* Dialogs without <dialog> (younger than our phones): focus goes in, stays in, and comes back. */

import { text } from "./api.js";

const FOCUSABLE = "a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex='0']";
let opened = null;

function inside(veil) {
  return Array.from(veil.querySelectorAll(FOCUSABLE)).filter((element) => element.offsetParent !== null);
}

function background(hidden) {
  Array.from(document.body.children).forEach((child) => {
    if (opened && child === opened.veil) return;
    if (hidden) child.setAttribute("aria-hidden", "true");
    else child.removeAttribute("aria-hidden");
  });
}

export function open(veil, onClose) {
  if (opened) close();
  if (veil.parentElement !== document.body) document.body.appendChild(veil);
  opened = { veil, onClose, from: document.activeElement };
  veil.hidden = false;
  background(true);
  const first = veil.querySelector("[autofocus]") || veil.querySelector("[role=dialog]");
  first.focus();
}

export function close(result) {
  if (!opened) return;
  const was = opened;
  opened = null;
  was.veil.hidden = true;
  background(false);
  if (was.from && was.from.focus) was.from.focus();
  if (was.onClose) was.onClose(result);
}

export function isOpen() {
  return opened !== null;
}

document.addEventListener("keydown", (event) => {
  if (!opened) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close(null);
    return;
  }
  if (event.key !== "Tab") return;
  const stops = inside(opened.veil);
  if (!stops.length) return;
  const last = stops[stops.length - 1];
  const at = document.activeElement;
  if (event.shiftKey && (at === stops[0] || !opened.veil.contains(at) || at.getAttribute("role") === "dialog")) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && at === last) {
    event.preventDefault();
    stops[0].focus();
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const veil = document.getElementById(opener.dataset.dialog);
    if (veil) {
      event.preventDefault();
      open(veil);
    }
    return;
  }
  if (opened && (event.target === opened.veil || event.target.closest("[data-close]"))) close(null);
});

function element(tag, cls, words) {
  const made = document.createElement(tag);
  if (cls) made.className = cls;
  if (words) made.textContent = words;
  return made;
}

function button(cls, words) {
  const made = element("button", cls, words);
  made.type = "button";
  return made;
}

function reasons(options, field) {
  const row = element("div", "chips square wrap");
  options.forEach((option) => {
    const holder = element("div", "");
    const chip = button("chip", option);
    chip.addEventListener("click", () => {
      field.value = option;
      Array.from(row.querySelectorAll(".chip")).forEach((other) => other.setAttribute("aria-pressed", String(other === chip)));
      field.focus();
    });
    holder.appendChild(chip);
    row.appendChild(holder);
  });
  return row;
}

/* ask({title, body, ok, no, prompt, options, optional, value, heard}): resolves to null when called off, else to the words given ("" without
   a prompt); `body` is an element beneath the title. */
export function ask(wanted) {
  return new Promise((resolve) => {
    const veil = element("div", "veil");
    const box = element("div", "dialog");
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-modal", "true");
    box.setAttribute("aria-labelledby", "ask-title");
    box.tabIndex = -1;
    const title = element("h2", "", wanted.title);
    title.id = "ask-title";
    box.appendChild(title);
    if (wanted.body) box.appendChild(wanted.body);
    let field = null;
    if (wanted.prompt) {
      field = element("textarea", "input");
      field.rows = 3;
      field.maxLength = 200;
      field.value = wanted.value || "";
      if (wanted.heard) field.addEventListener("input", () => wanted.heard(field.value));
      field.setAttribute("aria-label", wanted.prompt);
      field.placeholder = wanted.prompt === wanted.title ? "" : wanted.prompt;
      if (wanted.options && wanted.options.length) box.appendChild(reasons(wanted.options, field));
      else field.setAttribute("autofocus", "");
      box.appendChild(field);
    }
    const error = element("p", "error ask small");
    error.setAttribute("role", "alert");
    box.appendChild(error);
    const buttons = element("div", "buttons");
    const no = button("btn", wanted.no || text("cancel"));
    const yes = button("btn primary", wanted.ok || text("ok"));
    if (!field) no.setAttribute("autofocus", "");
    no.addEventListener("click", () => close(null));
    yes.addEventListener("click", () => {
      const words = field ? field.value.trim() : "";
      if (field && !words && !wanted.optional) {
        error.textContent = text("required");
        field.focus();
      } else close(words);
    });
    buttons.appendChild(no);
    buttons.appendChild(yes);
    box.appendChild(buttons);
    veil.appendChild(box);
    document.body.appendChild(veil);
    open(veil, (result) => {
      veil.remove();
      resolve(result === undefined ? null : result);
    });
  });
}
