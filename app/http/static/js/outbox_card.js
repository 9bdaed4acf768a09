/* What waits on the phone, each with its day and when it was kept, and what the server did not take, with the reason. */

import { refused, waiting } from "./outbox.js";
import { toast } from "./shell.js";

const card = document.querySelector("[data-outbox]");

function clockTime(instant) {
  const at = new Date(instant);
  return String(at.getHours()).padStart(2, "0") + ":" + String(at.getMinutes()).padStart(2, "0");
}

function row(label, value, link) {
  const line = document.createElement("li");
  const name = document.createElement(link ? "a" : "span");
  if (link) name.href = link;
  name.textContent = label;
  line.appendChild(name);
  const said = document.createElement("span");
  said.textContent = value;
  line.appendChild(said);
  return line;
}

function title(writes) {
  const words = card.dataset;
  if (writes.some((write) => write.failed === 401 || write.failed === 403)) return words.tSignin;
  if (writes.some((write) => typeof write.failed === "number")) return words.tRetry;
  return writes.some((write) => write.failed === "offline") ? words.tOffline : words.tUnreached;
}

function draw() {
  const open = document.querySelector("form[data-record]");
  const here = open ? open.dataset.subject : "";
  const writes = waiting().filter((write) => write.failed && (write.kind !== "record" || write.body.submit));
  const failed = refused().filter((write) => write.subject !== here);
  const list = card.querySelector("ul");
  list.textContent = "";
  card.hidden = !writes.length && !failed.length;
  if (card.hidden) return;
  card.querySelector("[data-title]").textContent = writes.length ? title(writes) : card.dataset.tRefused;
  const count = card.querySelector("[data-count]");
  count.hidden = !writes.length;
  count.querySelector(".state > span:last-child").textContent = card.dataset.tCount.replace("{count}", writes.length);
  const signin = card.querySelector("[data-signin]");
  signin.hidden = !writes.some((write) => write.failed === 401);
  signin.href = "/sign-in?next=" + encodeURIComponent(location.pathname);
  writes.forEach((write) => list.appendChild(row(write.label, clockTime(write.kept_at) + " " + card.dataset.tKept, write.kind === "record" ? write.link : "")));
  failed.forEach((write) => list.appendChild(row(write.label, write.problem.detail, write.link)));
  const line = document.getElementById("offline");
  if (line && writes.length) line.remove();
}

function sentElsewhere(event) {
  const write = event.detail.write;
  const open = document.querySelector("form[data-record]");
  if (write.kind !== "record" || !write.body.submit || (open && open.dataset.subject === write.subject)) return;
  toast(card.dataset.tSent.replace("{what}", write.label));
}

if (card) {
  ["sent", "refused", "kept", "changed"].forEach((what) => document.addEventListener("jishi:" + what, draw));
  document.addEventListener("jishi:sent", sentElsewhere);
  window.addEventListener("offline", () => setTimeout(draw, 0));
  window.addEventListener("storage", draw);
  draw();
}
