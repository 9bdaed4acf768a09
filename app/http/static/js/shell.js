/* What both shells do: preferences at once, toasts, growing fields, counters, keys, the offline line. */

import { text } from "./api.js";
import { isOpen } from "./dialog.js";
import "./leaving.js";

const LATER = "jishi.toast";

export function toast(words, options) {
  const box = document.getElementById("toasts");
  if (!box) return;
  const item = document.createElement("div");
  item.className = "toast";
  item.appendChild(document.createElement("span")).textContent = words;
  const wanted = options || {};
  if (wanted.stay || wanted.action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = wanted.action || text("close");
    button.addEventListener("click", () => {
      item.remove();
      if (wanted.run) wanted.run();
    });
    item.appendChild(button);
  }
  box.appendChild(item);
  if (!wanted.stay) setTimeout(() => item.remove(), wanted.action ? 10000 : 4000);
}

/* For those who listen: what the page itself already shows. */
export function announce(words) {
  const box = document.getElementById("toasts");
  if (!box) return;
  const item = document.createElement("p");
  item.className = "sr";
  item.textContent = words;
  box.appendChild(item);
  setTimeout(() => item.remove(), 4000);
}

/* Said after the page that comes next has loaded. */
export function toastLater(words) {
  try {
    sessionStorage.setItem(LATER, words);
  } catch (error) {
    /* private mode: the toast is only a courtesy */
  }
}

function sayLater() {
  try {
    const words = sessionStorage.getItem(LATER);
    if (words) toast(words);
    sessionStorage.removeItem(LATER);
  } catch (error) {
    /* private mode */
  }
}

/* Large text and colours change before the server has answered; the form still goes there to be remembered. */
function prefer(button) {
  const root = document.documentElement;
  if (button.dataset.pref === "care") {
    if (button.value === "1") root.setAttribute("data-care", "");
    else root.removeAttribute("data-care");
  }
  if (button.dataset.pref === "theme") {
    if (button.value === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", button.value);
  }
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = field.scrollHeight + "px";
}

function count(field) {
  const counter = document.querySelector('[data-count-for="' + field.id + '"]');
  if (!counter) return;
  const most = field.maxLength > 0 ? field.maxLength : 200;
  const length = Array.from(field.value).length;
  counter.textContent = length + " / " + most;
  counter.classList.toggle("over", length > most);
}

function written(field) {
  if (field.hasAttribute && field.hasAttribute("data-grow")) grow(field);
  if (field.id) count(field);
}

/* data-key="a" on anything that can be clicked or typed into; not while a person is typing. */
function key(event) {
  if (isOpen() || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target;
  if (/^(input|textarea|select)$/i.test(at.tagName) || at.isContentEditable) {
    if (event.key === "Escape") at.blur();
    return;
  }
  const name = event.key.length === 1 ? event.key : event.key.toLowerCase();
  const found = Array.from(document.querySelectorAll("[data-key]")).find(
    (element) => element.dataset.key === name && element.offsetParent !== null && !element.disabled,
  );
  if (!found) return;
  event.preventDefault();
  if (/^(input|textarea|select)$/i.test(found.tagName)) found.focus();
  else found.click();
}

function offline() {
  let line = document.getElementById("offline");
  if (navigator.onLine !== false) {
    if (line) line.remove();
    return;
  }
  if (line || document.body.hasAttribute("data-own-offline")) return;
  line = document.createElement("p");
  line.id = "offline";
  line.className = "offline";
  line.setAttribute("role", "status");
  const waits = document.querySelector("[data-outbox]");
  line.textContent = (waits && waits.dataset.tSafe) || text("offline");
  document.body.insertBefore(line, document.body.firstChild);
}

function reveal(button) {
  const field = document.getElementById(button.dataset.reveal);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
}

/* data-show="id": a button that opens and closes a part of the page. */
function disclose(button) {
  const part = document.getElementById(button.dataset.show);
  part.hidden = !part.hidden;
  button.setAttribute("aria-expanded", String(!part.hidden));
  if (!part.hidden) {
    const first = part.querySelector("input, textarea, select, button, a");
    if (first) first.focus();
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.pref) prefer(button);
  if (button.dataset.reveal) reveal(button);
  if (button.dataset.show) disclose(button);
});

document.addEventListener("input", (event) => written(event.target));

/* A select or date that sends its form as soon as it is chosen (filters). */
document.addEventListener("change", (event) => {
  if (event.target.hasAttribute("data-go") && event.target.form) event.target.form.submit();
});

document.addEventListener("keydown", key);
window.addEventListener("online", offline);
window.addEventListener("offline", offline);

/* In a low window the menu scrolls by itself; the entry of this page comes to its middle, so that its group is seen, too. */
function showCurrent() {
  const here = document.querySelector(".side-menu [aria-current]");
  if (!here) return;
  const menu = here.closest(".side-menu");
  const place = here.getBoundingClientRect(), frame = menu.getBoundingClientRect();
  if (place.bottom + place.height > frame.bottom) menu.scrollTop = place.top - frame.top - (frame.height - place.height) / 2;
}

/* A strip of tabs that goes on beyond its edge fades there; its current tab is brought into sight. */
function edges(strip) {
  const rest = strip.scrollWidth - strip.clientWidth - strip.scrollLeft;
  strip.classList.toggle("more-before", strip.scrollLeft > 2);
  strip.classList.toggle("more-after", rest > 2);
}

function strips() {
  Array.from(document.querySelectorAll(".tabs")).forEach((strip) => {
    const here = strip.querySelector("[aria-current], [aria-selected=true]");
    if (here && here.offsetLeft + here.offsetWidth > strip.offsetLeft + strip.clientWidth)
      strip.scrollLeft = here.offsetLeft - strip.offsetLeft - 32;
    strip.addEventListener("scroll", () => edges(strip), { passive: true });
    edges(strip);
  });
}

window.addEventListener("resize", () => Array.from(document.querySelectorAll(".tabs")).forEach(edges));
Array.from(document.querySelectorAll("textarea")).forEach(written);
strips();
showCurrent();
offline();
sayLater();
