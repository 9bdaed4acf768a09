/* What waits on the phone, each with its day and when it was kept, and what the server did not take, with the reason. */

import "./phone_page.js";
import { clockTime } from "./moments.js";
import { draftKey, ready, refused, sendsAlone, waiting } from "./outbox.js";
import { toast } from "./shell.js";
import { get, keys } from "./storage.js";

const card = document.querySelector("[data-outbox]");
let lasting = true;

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
  if (!lasting) return words.tPage;
  if (writes.some((write) => write.failed === 401 || write.failed === 403)) return words.tSignin;
  if (writes.some((write) => typeof write.failed === "number")) return words.tRetry;
  if (writes.some((write) => write.failed === "offline")) return sendsAlone() ? words.tOffline : words.tOfflineOpen;
  return words.tUnreached;
}

/* Drafts of earlier days, so that none is forgotten when the page turns to today. */
function drafts(here) {
  const subjects = keys(draftKey("")).map((key) => key.slice(draftKey("").length));
  const earlier = subjects.filter((subject) => subject !== here && subject.split("/")[1] < card.dataset.today);
  return earlier.map((subject) => get(draftKey(subject))).filter((draft) => draft && draft.link);
}

/* The phone stores nothing any more: said until it does. */
function heed(event) {
  if (event.detail.lasting !== undefined) lasting = event.detail.lasting;
}

function draw() {
  const open = document.querySelector("[data-subject]");
  const here = open ? open.dataset.subject : "";
  const writes = waiting().filter((write) => write.failed && write.kind !== "mark" && (write.kind !== "record" || write.body.submit));
  const failed = refused().filter((write) => write.subject !== here && write.kind !== "mark");
  const list = card.querySelector("ul");
  const begun = drafts(here).filter((draft) => !writes.concat(failed).some((write) => write.link === draft.link));
  list.textContent = "";
  card.hidden = !writes.length && !failed.length && !begun.length;
  if (card.hidden) return;
  const quiet = failed.length ? card.dataset.tRefused : card.dataset.tBegun;
  card.querySelector("[data-title]").textContent = writes.length ? title(writes) : quiet;
  const count = card.querySelector("[data-count]");
  count.hidden = !writes.length;
  count.querySelector(".state > span:last-child").textContent = card.dataset.tCount.replace("{count}", writes.length);
  const signin = card.querySelector("[data-signin]");
  signin.hidden = !writes.some((write) => write.failed === 401);
  signin.href = "/sign-in?next=" + encodeURIComponent(location.pathname);
  writes.forEach((write) => list.appendChild(row(write.label, clockTime(write.kept_at) + " " + card.dataset.tKept, write.kind === "record" || write.kind === "form" ? write.link : "")));
  failed.forEach((write) => list.appendChild(row(write.label, write.problem.detail, write.link)));
  begun.forEach((draft) => list.appendChild(row(draft.label, card.dataset.tDraft, draft.link)));
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
  ["kept", "changed"].forEach((what) => document.addEventListener("jishi:" + what, heed));
  ["sent", "refused", "kept", "changed", "unsealed"].forEach((what) => document.addEventListener("jishi:" + what, draw));
  document.addEventListener("jishi:sent", sentElsewhere);
  window.addEventListener("offline", () => setTimeout(draw, 0));
  window.addEventListener("storage", draw);
  ready.then(draw);
}
