/* 报销: legs, receipts by photo, the running sum and what will be paid. What is typed is kept on the phone until it is handed in. */

import { Problem, mint, send } from "./api.js";
import { legsOf } from "./claim_legs.js";
import { clear, mark, show, summarise } from "./form.js";
import { fen, read } from "./serialise.js";
import { toastLater } from "./shell.js";
import { drop, get, person, put } from "./storage.js";

const form = document.querySelector("form[data-claim]");
const words = form.dataset;
const key = "claim:" + person() + ":" + (words.id || "new");
const legs = legsOf(form, changed);
let latest = 0;
let pending = null;

function valueOf(name) {
  const field = form.elements[name];
  return field ? field.value : "";
}

function yuan(amount) {
  const digits = String(Math.floor(amount / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return digits + "." + String(100 + (amount % 100)).slice(1);
}

function receipts() {
  return legs.amounts().reduce((sum, written) => sum + (fen(written) || 0), 0);
}

async function effect() {
  const place = form.querySelector("[data-effect]");
  const asked = {
    secondment_id: valueOf("secondment_id"),
    leg: valueOf("leg"),
    outbound_on: valueOf("outbound_on"),
    unit_car: form.elements.unit_car.checked,
    receipts_fen: receipts(),
  };
  if (words.id) asked.claim_id = words.id;
  if (!asked.outbound_on) return;
  latest += 1;
  const mine = latest;
  const query = Object.keys(asked).map((name) => name + "=" + encodeURIComponent(asked[name]));
  let answer;
  try {
    answer = await fetch(words.effectUrl + "?" + query.join("&"), { credentials: "same-origin" });
  } catch (error) {
    return; // offline: it is said after the network is back
  }
  if (mine === latest && answer.ok) place.innerHTML = await answer.text();
}

function arrange() {
  const single = valueOf("leg") !== "round";
  const back = form.querySelector("[data-return]");
  back.hidden = single;
  form.elements.return_on.disabled = single;
  form.elements.return_on.min = valueOf("outbound_on");
  form.querySelector("[data-sum]").textContent = yuan(receipts());
  legs.arrange(form.elements.unit_car.checked);
}

/* Typed content as it stands, photos by their ids; put back as it was. */
function kept() {
  const fields = {};
  ["leg", "outbound_on", "return_on"].forEach((name) => (fields[name] = valueOf(name)));
  return { id: words.id || "", etag: words.etag || "", fields, unit_car: form.elements.unit_car.checked, legs: legs.read() };
}

function fill(state) {
  Object.keys(state.fields).forEach((name) => (form.elements[name].value = state.fields[name]));
  form.elements.unit_car.checked = state.unit_car;
  legs.fill(state.legs);
}

function changed() {
  arrange();
  put(key, kept());
  clearTimeout(pending);
  pending = setTimeout(effect, 300);
}

function fail(error) {
  if (!(error instanceof Problem)) throw error;
  if (error.status === 0) summarise(form, words.tOffline, []).focus();
  else show(form, error);
}

function required() {
  let first = null;
  Array.from(form.elements).forEach((field) => {
    if (!field.name || field.disabled || field.type === "hidden" || field.checkValidity()) return;
    mark(form, field, field.validity.valueMissing ? document.body.dataset.tRequired : field.validationMessage);
    first = first || field;
  });
  if (first) first.focus();
  return !first;
}

/* An identity that outlives a lost answer: the same write again is the same claim. */
async function save(body) {
  if (!words.etag) {
    words.id = words.id || mint();
    put(key, kept());
    try {
      return await send("POST", "/api/v1/claims", { body: Object.assign({ id: words.id }, body) });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "id-reused") throw error;
      const known = await send("GET", "/api/v1/claims/" + words.id);
      words.etag = known.data.version;
    }
  }
  return send("PUT", "/api/v1/claims/" + words.id, { body, etag: words.etag });
}

async function hand(button) {
  if (form.getAttribute("aria-busy") === "true") return;
  clear(form);
  legs.compact();
  if (!required()) return;
  form.setAttribute("aria-busy", "true");
  button.setAttribute("aria-busy", "true");
  try {
    await legs.sendPhotos();
    const saved = await save(read(form));
    words.etag = saved.data.version;
    put(key, kept());
    if (button.dataset.claimSend === "submit") {
      await send("POST", "/api/v1/claims/" + words.id + "/submit", { body: { version: saved.data.version } });
    }
    drop(key);
    toastLater(button.dataset.claimSend === "submit" ? words.tDone : words.tSaved);
    location.assign("/claims/" + words.id);
  } catch (error) {
    form.setAttribute("aria-busy", "false");
    button.setAttribute("aria-busy", "false");
    fail(error);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-claim-send]");
  if (button) hand(button);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  if (event.target.getAttribute("aria-invalid") === "true") clear(form);
  changed();
});
form.addEventListener("change", (event) => {
  if (event.target.name === "outbound_on" || event.target.name === "return_on") legs.suggestDates(valueOf("outbound_on"), valueOf("return_on"));
  changed();
});

const before = get(key);
const banner = document.querySelector("[data-claim-kept]");
if (before && (!words.etag || String(before.etag) === String(words.etag))) {
  if (before.id) words.id = before.id;
  if (before.etag) words.etag = before.etag;
  fill(before);
  banner.hidden = false;
}
banner.querySelector("[data-claim-drop]").addEventListener("click", () => {
  drop(key);
  location.reload();
});
if (!legs.count()) legs.start();
legs.suggestDates(valueOf("outbound_on"), valueOf("return_on"));
arrange();
effect();
