/* One tap. The position goes along only when it was chosen; without an answer the tap is kept and sent again, once. */

import { mint } from "./api.js";
import { consented } from "./consent.js";
import { summarise } from "./form.js";
import { keep, refused, takeRefused } from "./outbox.js";
import { toast } from "./shell.js";

const LOCATE_MS = 8000;
const form = document.querySelector("form[data-check-in]");
let busy = false;

function locate() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) {
      resolve(null);
      return;
    }
    const late = setTimeout(() => resolve(null), LOCATE_MS + 1000);
    const done = (found) => {
      clearTimeout(late);
      resolve(found);
    };
    navigator.geolocation.getCurrentPosition(done, () => done(null), { timeout: LOCATE_MS, maximumAge: 60000, enableHighAccuracy: false });
  });
}

function positionOf(fix) {
  const accuracy = fix.coords.accuracy;
  const position = { lat: fix.coords.latitude, lon: fix.coords.longitude, datum: "wgs84", fixed_at: new Date(fix.timestamp).toISOString() };
  if (isFinite(accuracy)) position.accuracy_m = Math.min(accuracy, 100000);
  return position;
}

function rowOf(view) {
  const template = form.querySelector("template");
  const row = document.importNode(template.content, true);
  const at = new Date(view.happened_at);
  const time = String(at.getHours()).padStart(2, "0") + ":" + String(at.getMinutes()).padStart(2, "0");
  row.querySelector("[data-said]").textContent = time + " " + (view.position ? form.dataset.tWith : form.dataset.tWithout);
  const button = row.querySelector("button");
  button.dataset.api = button.dataset.api.replace("{id}", view.id);
  return row;
}

async function tap() {
  if (busy) return;
  const asked = form.querySelector("input[name=position]:checked");
  const wished = Boolean(asked) && asked.value === "coarse";
  const may = wished && (await consented("position"));
  if (wished && !may) form.querySelector("input[name=position][value=none]").checked = true;
  if (busy) return;
  busy = true;
  const button = form.querySelector("[data-tap]");
  button.setAttribute("aria-busy", "true");
  const tapped = new Date().toISOString();
  const fix = may ? await locate() : null;
  const body = { secondment_id: form.dataset.secondment, kind: "on_post", happened_at: tapped };
  if (fix) body.position = positionOf(fix);
  if (may && !fix) toast(form.dataset.tRefused);
  const id = mint();
  try {
    await keep({ id, kind: "check_in", subject: "check-in/" + id, method: "PUT", url: "/api/v1/check-ins/" + id, label: form.dataset.label, link: "/today", body });
  } finally {
    busy = false;
    button.setAttribute("aria-busy", "false");
  }
}

function refuse(write) {
  if (write.kind !== "check_in" || write.body.secondment_id !== form.dataset.secondment) return;
  takeRefused(write.subject);
  const reasons = write.problem.errors.map((error) => error.detail);
  summarise(form, write.problem.detail, reasons);
}

if (form) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-tap]").addEventListener("click", tap);
  form.setAttribute("data-ready", "");
  document.addEventListener("jishi:sent", (event) => {
    const { write, result } = event.detail;
    if (write.kind !== "check_in" || write.body.secondment_id !== form.dataset.secondment) return;
    form.querySelector("[data-check-ins]").appendChild(rowOf(result.data));
    toast(result.data.notice || form.dataset.tDone);
  });
  document.addEventListener("jishi:kept", (event) => event.detail.write.kind === "check_in" && busy && toast(form.dataset.tOffline));
  document.addEventListener("jishi:refused", (event) => refuse(event.detail.write));
  refused().forEach(refuse);
}
