/* A page and its phone: whose it is now, the worker, what a kept page says of itself, and signing out with unsent work. */

import { close, open } from "./dialog.js";
import { beijing } from "./moments.js";
import { flush, forgetAll, ready, refused, waiting } from "./outbox.js";
import { holdKey, seal, sealOthers } from "./sealed.js";
import { read } from "./phone_db.js";
import { entries, person } from "./storage.js";

const LATER = 2000;
const QUIET = /^jishi\.(alike|warnings|row)\./;
const words = document.querySelector("[data-phone]");

/* What would be lost if the phone were emptied: writes, what was refused, and what was typed and is not on the server. */
function unsent() {
  const typed = entries(person()).filter(([key, written]) => !QUIET.test(key) && !JSON.parse(written).saved);
  return Math.max(waiting().length + refused().length, typed.length);
}

function sayKept() {
  const at = document.body.dataset.keptAt;
  if (!at || !words) return;
  document.body.setAttribute("data-own-offline", "");
  const line = document.getElementById("offline") || document.createElement("p");
  line.id = "kept-at";
  line.className = "offline";
  line.setAttribute("role", "status");
  const [day, time] = beijing(at).split("T");
  const said = day.split("-").slice(1).map(Number).join("-") + " " + time;
  line.textContent = words.dataset.tKeptAt.replace("{at}", said);
  document.body.insertBefore(line, document.body.firstChild);
}

async function sayOthers() {
  if (!words || location.pathname !== "/me") return;
  const found = await read(["writes", "refused", "sealed"]);
  const rows = found.writes.concat(found.refused, found.sealed);
  if (!rows.some((row) => row.person !== person())) return;
  words.querySelector("[data-others]").hidden = false;
  words.hidden = false;
}

function startWorker() {
  const keep = document.querySelector("meta[name='jishi:keep']");
  if (!keep || !navigator.serviceWorker) return;
  const fetchAhead = () => {
    navigator.serviceWorker.ready
      .then((found) => found.active.postMessage({ prefetch: keep.dataset.pages.split(" ") }))
      .catch(() => {});
  };
  navigator.serviceWorker
    .register("/sw.js")
    .then(() => setTimeout(fetchAhead, LATER))
    .catch(() => {}); /* in-app browsers without: the page itself sends while it is open */
}

async function go(form, how) {
  if (how === "send") {
    await flush();
    const left = waiting().length;
    if (left) {
      document.querySelector("[data-left]").textContent = words.dataset.tLeft.replace("{count}", left);
      return;
    }
  }
  if (how === "drop") await forgetAll();
  else await seal(person());
  await sealOthers("");
  form.submit();
}

async function leave(form) {
  await ready;
  if (!unsent()) return go(form, "drop");
  const veil = document.getElementById("leaving");
  Array.from(veil.querySelectorAll("[data-leave]")).forEach((button) => {
    button.onclick = async () => {
      button.setAttribute("aria-busy", "true");
      await go(form, button.dataset.leave);
      button.setAttribute("aria-busy", "false");
    };
  });
  return open(veil, () => {});
}

async function start() {
  await ready;
  await sealOthers(person());
  sayOthers();
  holdKey(person()).catch(() => {}); /* without an answer: the next page asks */
  startWorker();
}

if (person() && words) {
  sayKept();
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") !== "/sign-out") return;
    event.preventDefault();
    close();
    leave(event.target);
  });
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
}
