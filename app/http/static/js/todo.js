/* 待办: the reviewer's keys, the reasons under a day, undo of several, and a plain word for what did not go through.
   `a` `u` `?` are their buttons' own (data-key, shell.js). */

import { Problem, send } from "./api.js";
import { isOpen } from "./dialog.js";
import { toastLater } from "./shell.js";

const REFUSED = "jishi.todo.refused";
const body = document.querySelector("[data-todo]");
const days = Array.from(document.querySelectorAll("[data-day]"));
const notice = document.querySelector("[data-notice]");

function chosen() {
  return document.activeElement ? document.activeElement.closest("[data-day]") : null;
}

function choose(step) {
  if (!days.length) return;
  const at = days.indexOf(chosen());
  const next = at < 0 ? (step > 0 ? 0 : days.length - 1) : Math.min(Math.max(at + step, 0), days.length - 1);
  days[next].focus();
  days[next].scrollIntoView({ block: "nearest" });
}

/* r on a day opens its reasons; with no day chosen, the first one's. */
function giveBack() {
  const day = chosen() || days[0];
  const button = day && day.querySelector("[data-return]");
  if (!button) return;
  if (button.getAttribute("aria-expanded") === "true") day.querySelector("form .input").focus();
  else button.click();
  day.scrollIntoView({ block: "nearest" });
}

function shut(form) {
  const day = form.closest("[data-day]");
  const button = day.querySelector("[data-return]");
  form.hidden = true;
  button.setAttribute("aria-expanded", "false");
  day.focus();
}

function fill(chip) {
  const field = document.getElementById(chip.dataset.fill);
  field.value = chip.textContent;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function press(field) {
  const chips = Array.from(document.querySelectorAll('[data-fill="' + field.id + '"]'));
  chips.forEach((chip) => chip.setAttribute("aria-pressed", String(chip.textContent === field.value)));
}

function go(url) {
  if (url) location.assign(url);
}

const keys = {
  j: () => go(body.dataset.following),
  k: () => go(body.dataset.previous),
  ArrowDown: () => choose(1),
  ArrowUp: () => choose(-1),
  r: giveBack,
};

/* While reasons are open under the focus, keys belong to them: 1-4 choose one, and no letter decides on the week. */
function inReasons(form, event, typing) {
  if (event.key === "Escape") {
    shut(form);
    return true;
  }
  if (typing || event.key.length > 1 || event.key === " ") return false;
  const chip = form.querySelectorAll("[data-fill]")[Number(event.key) - 1];
  if (chip) fill(chip);
  return true;
}

document.addEventListener(
  "keydown",
  (event) => {
    if (!body || isOpen() || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
    const form = event.target.closest && event.target.closest("form.return");
    const taken = form ? inReasons(form, event, typing) : !typing && Boolean(keys[event.key]);
    if (!taken) return;
    event.preventDefault();
    event.stopPropagation();
    if (!form) keys[event.key]();
  },
  true,
);

document.addEventListener("input", (event) => {
  if (event.target.closest("form.return")) press(event.target);
});

/* What was refused outlives the reload that shows how things stand now. */
function keep(told) {
  try {
    sessionStorage.setItem(REFUSED, JSON.stringify(told));
    return true;
  } catch (error) {
    return false;
  }
}

function tell(told) {
  const words = told.done ? notice.dataset.partly : notice.dataset.none;
  notice.querySelector("p").textContent = words.replace("{done}", told.done).replace("{left}", told.lines.length);
  const list = notice.querySelector("ul");
  list.textContent = "";
  told.lines.forEach((line) => (list.appendChild(document.createElement("li")).textContent = line));
  notice.hidden = false;
  notice.scrollIntoView({ block: "nearest" });
}

function recall() {
  try {
    const kept = sessionStorage.getItem(REFUSED);
    sessionStorage.removeItem(REFUSED);
    if (kept) tell(JSON.parse(kept));
  } catch (error) {
    /* private mode: it was told at once */
  }
}

/* Go on when all is well; else read the page anew with the refusals on it, or tell them here. */
function settle(told, next) {
  if (!told.lines.length || keep(told)) location.assign(next);
  else tell(told);
}

function line(id, detail) {
  const day = document.querySelector('[data-record="' + id + '"]');
  return (day ? day.dataset.label + notice.dataset.colon : "") + detail;
}

document.addEventListener("jishi:done", (event) => {
  if (!event.target.hasAttribute("data-review")) return;
  const items = event.detail.data.items;
  const refused = items.filter((item) => item.status >= 300);
  if (!refused.length) return;
  event.preventDefault();
  const told = { done: items.length - refused.length, lines: refused.map((item) => line(item.id, item.detail)) };
  settle(told, event.target.dataset.next);
});

async function undo(button) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const refs = JSON.parse(button.dataset.undo);
  const told = { done: 0, lines: [] };
  for (const ref of refs) {
    try {
      await send("POST", "/api/v1/records/" + ref.id + "/undo", { body: { version: ref.version } });
      told.done += 1;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      told.lines.push(line(ref.id, error.message));
    }
  }
  button.setAttribute("aria-busy", "false");
  if (!told.lines.length) toastLater(notice.dataset.undone);
  if (told.done) settle(told, button.dataset.next);
  else tell(told);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.undo) undo(button);
  if (button.dataset.fill) fill(button);
});

recall();
