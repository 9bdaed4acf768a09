/* The reviewer's keys: j k change the person, up and down choose a day, r returns the chosen one. `a` is the button's own. */

import { isOpen } from "./dialog.js";

const body = document.querySelector("[data-todo]");
const days = Array.from(document.querySelectorAll("[data-day]"));

function chosen() {
  return days.indexOf(document.activeElement && document.activeElement.closest("[data-day]"));
}

function choose(step) {
  if (!days.length) return;
  const at = chosen();
  const next = at < 0 ? (step > 0 ? 0 : days.length - 1) : Math.min(Math.max(at + step, 0), days.length - 1);
  days[next].focus();
  days[next].scrollIntoView({ block: "nearest" });
}

function giveBack() {
  const day = days[chosen()] || (days.length === 1 ? days[0] : null);
  const button = day && day.querySelector("[data-return]");
  if (button) button.click();
}

function go(url) {
  if (url) location.assign(url);
}

const keys = {
  j: () => go(body.dataset.nextCard),
  k: () => go(body.dataset.previous),
  ArrowDown: () => choose(1),
  ArrowUp: () => choose(-1),
  r: giveBack,
};

document.addEventListener("keydown", (event) => {
  const typing = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
  if (!body || typing || isOpen() || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
