/* One tap. The position goes along only when it was chosen; without an answer the tap is kept and sent again, once. */

import { mint } from "./api.js";
import { consented } from "./consent.js";
import { summarise } from "./form.js";
import { ask } from "./dialog.js";
import { clockTime } from "./moments.js";
import { keep, ready, refused, takeRefused, waiting } from "./outbox.js";
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

function undoOf(id) {
  return form.querySelector('[data-undo="' + id + '"]');
}

/* The row of one check-in, as the server has it or as it waits. */
function show(id, body, waits) {
  const old = undoOf(id);
  const row = document.importNode(form.querySelector("template").content, true);
  const said = clockTime(body.happened_at) + " " + (body.position ? form.dataset.tWith : form.dataset.tWithout);
  row.querySelector("[data-said]").textContent = waits ? said + " · " + form.dataset.tWaits : said;
  row.querySelector("[data-undo]").dataset.undo = id;
  if (old) old.closest("li").replaceWith(row);
  else form.querySelector("[data-check-ins]").appendChild(row);
}

function remove(id) {
  const button = undoOf(id);
  if (button) button.closest("li").remove();
}

/* Behind the check-in itself, should that still wait. */
async function undo(button) {
  const id = button.dataset.undo;
  if ((await ask({ title: form.dataset.tUndo })) === null) return;
  const word = button.textContent.trim();
  button.disabled = true;
  const write = { id: mint(), kind: "check_in_undo", subject: "check-in/" + id, method: "DELETE", url: "/api/v1/check-ins/" + id };
  await keep(Object.assign(write, { label: form.dataset.label + " " + word, link: "/today", check_in: id }));
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

/* It waits: the tap counts, and can be taken back. */
function held(write) {
  if (write.kind === "check_in" && write.body.secondment_id === form.dataset.secondment) {
    show(write.id, write.body, true);
    if (busy) toast(form.dataset.tOffline);
  }
  const button = write.kind === "check_in_undo" && undoOf(write.check_in);
  if (!button) return;
  button.disabled = true;
  button.textContent = form.dataset.tUndoing;
}

function refuse(write) {
  if (write.kind === "check_in_undo") {
    takeRefused(write.subject);
    if (write.problem.status === 404) remove(write.check_in); /* it never arrived */
    else if (undoOf(write.check_in)) undoOf(write.check_in).disabled = false;
    if (write.problem.status !== 404) toast(write.problem.detail, { stay: true });
    return;
  }
  if (write.kind !== "check_in" || write.body.secondment_id !== form.dataset.secondment) return;
  takeRefused(write.subject);
  remove(write.id);
  const reasons = write.problem.errors.map((error) => error.detail);
  summarise(form, write.problem.detail, reasons);
}

if (form) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-tap]").addEventListener("click", tap);
  form.setAttribute("data-ready", "");
  document.addEventListener("jishi:sent", (event) => {
    const { write, result } = event.detail;
    if (write.kind === "check_in_undo") {
      remove(write.check_in);
      toast(form.dataset.tUndone);
    }
    if (write.kind !== "check_in" || write.body.secondment_id !== form.dataset.secondment) return;
    show(write.id, result.data, false);
    toast(result.data.notice || form.dataset.tDone);
  });
  document.addEventListener("jishi:kept", (event) => held(event.detail.write));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-undo]");
    if (button) undo(button);
  });
  document.addEventListener("jishi:refused", (event) => refuse(event.detail.write));
  ready.then(() => {
    refused().forEach(refuse);
    waiting().forEach(held);
  });
}
