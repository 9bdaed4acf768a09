/* Inside WeChat, WeCom and DingTalk: a page there may neither download nor print nor open a window, and often has no
   clipboard. What cannot be done is said, with an address to take along; nothing is tried in vain, nothing nags.
   Also the offer to put the page on the home screen: only where 我的 has a place for it, and only where it can be done. */

import { text } from "./api.js";
import { ask } from "./dialog.js";
import { toast } from "./shell.js";

const AGENT = navigator.userAgent || "";
const FILE = /\.(pdf|xlsx|docx|csv|zip)$/i;

const inside = /MicroMessenger|wxwork|DingTalk/i.test(AGENT);

/* Puts words on the clipboard, the old way where there is no other; resolves to whether it was done. */
function copy(words) {
  const old = () => {
    const field = document.createElement("textarea");
    field.className = "sr";
    field.value = words;
    field.readOnly = true;
    document.body.appendChild(field);
    field.select();
    field.setSelectionRange(0, words.length);
    let done = false;
    try {
      done = document.execCommand("copy");
    } catch (error) {
      done = false;
    }
    field.remove();
    return done;
  };
  if (!navigator.clipboard || !navigator.clipboard.writeText) return Promise.resolve(old());
  return navigator.clipboard.writeText(words).then(
    () => true,
    () => old(),
  );
}

function isFile(link) {
  if (link.hasAttribute("download")) return true;
  return FILE.test(link.pathname) || (link.pathname.indexOf("/api/v1/") === 0 && link.pathname.indexOf("/api/v1/attachments/") !== 0);
}

/* The address of this page, where signing in leads back to; `href` is what may still be tried here. */
function outside(title, href) {
  const box = document.createElement("div");
  box.className = "stack-s";
  const field = document.createElement("input");
  field.className = "input";
  field.readOnly = true;
  field.value = location.href.split("#")[0];
  field.setAttribute("aria-label", text("outsideAddress"));
  field.addEventListener("focus", () => field.setSelectionRange(0, field.value.length));
  box.appendChild(document.createElement("p")).textContent = text("outsideHow");
  box.appendChild(field);
  if (href) {
    const here = document.createElement("a");
    here.className = "link";
    here.href = href;
    here.dataset.here = "";
    here.textContent = text("outsideHere");
    box.appendChild(here);
  }
  return ask({ title, body: box, ok: text("copyAddress") }).then((answer) => {
    if (answer === null) return;
    copy(field.value).then((done) => toast(done ? text("copied") : text("copyYourself")));
  });
}

function print() {
  if (inside) outside(text("outsidePrint"), "");
  else window.print();
}

function follow(event) {
  const link = event.target.closest ? event.target.closest("a[href]") : null;
  if (!link || link.dataset.here !== undefined) return;
  if (isFile(link)) {
    event.preventDefault();
    outside(text("outsideFile"), link.protocol === "blob:" ? "" : link.href);
  } else if (link.target === "_blank") link.removeAttribute("target"); /* it would open nothing */
}

/* A download that a form would start. */
function hand(event) {
  const form = event.target;
  if (form.method !== "get" || form.action.indexOf(location.origin + "/api/") !== 0) return;
  event.preventDefault();
  outside(text("outsideFile"), "");
}

/* Some of them offer no camera for a list of types. */
function widen() {
  Array.from(document.querySelectorAll('input[type=file][accept^="image/"]')).forEach((input) => (input.accept = "image/*"));
}

function installs() {
  const place = document.querySelector("[data-install]");
  if (!place) return;
  const standing = navigator.standalone || (window.matchMedia && window.matchMedia("(display-mode: standalone)").matches);
  if (inside || standing) return;
  const button = place.querySelector("button");
  if (/iPhone|iPad/.test(AGENT) && navigator.standalone === false) {
    place.hidden = false;
    button.addEventListener("click", () => ask({ title: place.dataset.tHow, ok: text("ok"), no: text("close") }));
    return;
  }
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    place.hidden = false;
    button.onclick = () => {
      place.hidden = true;
      event.prompt();
    };
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.copy) copy(button.dataset.copy);
  if (button.hasAttribute("data-print")) print();
});
if (inside) {
  document.addEventListener("click", follow, true);
  document.addEventListener("submit", hand, true);
  widen();
}
installs();
