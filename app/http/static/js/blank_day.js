/* The blank day becomes the phone's today, or the day of the address: what the server told ahead is put where the server would. */

import { today } from "./moments.js";

const head = document.querySelector("[data-blank]");
const form = document.querySelector("form[data-record]");

const card = new URLSearchParams(location.search).get("s");

function wanted() {
  if (card && card !== head.dataset.card) return null;
  const on = (/^\/days\/(\d{4}-\d\d-\d\d)$/.exec(location.pathname) || ["", today()])[1];
  return on > today() ? null : JSON.parse(head.dataset.blank).find((day) => day.on === on);
}

function choose(type) {
  Array.from(form.elements.day_type).forEach((radio) => {
    radio.defaultChecked = radio.value === type;
    radio.checked = radio.value === type;
  });
}

function become(day) {
  const of = head.dataset.card;
  const title = head.querySelector("h1");
  title.firstChild.nodeValue = day.title + " ";
  title.querySelector(".light").textContent = day.weekday;
  const sub = head.querySelector("p");
  sub.textContent = day.kind + sub.textContent.slice(sub.textContent.indexOf(" · "));
  document.title = document.title.replace(/^[^·]*/, day.title + " ");
  const path = "/days/" + day.on + "?s=" + of;
  form.dataset.url = "/api/v1/secondments/" + of + "/records/" + day.on;
  form.dataset.subject = of + "/" + day.on;
  form.dataset.label = day.title + " " + head.dataset.noun;
  form.dataset.link = path;
  form.dataset.next = day.on === today() && !card ? "/today" : path;
  if (day.on === today()) form.dataset.today = day.on;
  else delete form.dataset.today;
  choose(day.type);
  const reason = form.elements.late_reason;
  if (reason && today() <= day.free) reason.closest(".body").remove();
  document.querySelector("[data-outbox]").dataset.today = today();
}

function give() {
  document.querySelector("[data-unknown]").hidden = false;
  head.hidden = true;
  form.hidden = true;
  form.removeAttribute("data-record");
  document.querySelector(".dock-primary").hidden = true;
}

const day = wanted();
if (day) become(day);
else give();
const tap = document.querySelector("form[data-check-in]");
if (tap && (!day || day.on !== today())) tap.closest("section").remove();
else if (tap) tap.dataset.label = day.title + " " + tap.dataset.label.split(" ").pop();
