/* 抽查: the forms of the visits to come, put on the phone before the way there; the button is seen where that works. */

import { person } from "./storage.js";
import { toast } from "./shell.js";

const button = document.querySelector("[data-ahead]");
const PATIENCE = 20000;
const LOOK = 300;

async function missing(paths) {
  const pages = await caches.open("jishi-pages-" + person());
  const found = await Promise.all(paths.map((path) => pages.match(path, { ignoreVary: true })));
  return paths.filter((path, index) => !found[index]);
}

async function fetchAhead() {
  if (button.getAttribute("aria-busy") === "true") return;
  const paths = button.dataset.ahead.split(" ");
  button.setAttribute("aria-busy", "true");
  navigator.serviceWorker.controller.postMessage({ prefetch: paths });
  const until = Date.now() + PATIENCE;
  let left = await missing(paths);
  while (left.length && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    left = await missing(paths);
  }
  button.setAttribute("aria-busy", "false");
  toast(left.length ? button.dataset.tLeft.replace("{count}", left.length) : button.dataset.tDone);
}

function offer() {
  button.hidden = !navigator.serviceWorker.controller;
}

if (button && navigator.serviceWorker && window.caches) {
  button.addEventListener("click", fetchAhead);
  navigator.serviceWorker.addEventListener("controllerchange", offer);
  offer();
}
