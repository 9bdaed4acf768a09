/* 报销: legs, receipts by photo, the running sum and what will be paid. What is typed is kept on the phone until it is handed in. */

import { Problem, mint } from "./api.js";
import { legsOf } from "./claim_legs.js";
import { clear, mark, show } from "./form.js";
import "./keep_refused.js";
import { isAsked, problemOf, sendAndHear } from "./keep_send.js";
import { lock, say, sayOnce, spokenDay } from "./keep_words.js";
import { snapshot } from "./kept_fields.js";
import { draftKey, ready, refused, takeRefused, waiting } from "./outbox.js";
import { fen, read } from "./serialise.js";
import { toast, toastLater } from "./shell.js";
import { drop, get, person, put } from "./storage.js";

const form = document.querySelector("form[data-claim]");
const words = form.dataset;
const name = "claim/" + (words.id || "new/" + form.elements.secondment_id.value);
const isNew = !words.id;
const key = draftKey("form/" + name);
const banner = document.querySelector("[data-claim-kept]");
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

/* The whole claim in one write under an identity of its own: the same again is the same claim. */
function writeOf(submit) {
  words.id = words.id || mint();
  const write = { id: mint(), kind: "form", subject: "claim/" + words.id, method: "PUT", url: "/api/v1/claims/" + words.id };
  write.body = Object.assign(read(form), { submit });
  if (words.etag) write.etag = words.etag;
  write.attachments = legs.photos();
  write.label = words.label.replace("{on}", spokenDay(valueOf("outbound_on")));
  write.link = location.pathname + location.search;
  write.form = { name, fields: snapshot(form), state: kept() };
  return write;
}

/* A draft that arrived although its answer was lost is written over, once. */
async function sendWhole(submit) {
  const write = writeOf(submit);
  const safe = () => submit && drop(key);
  put(key, kept());
  try {
    return await sendAndHear(write, safe);
  } catch (error) {
    put(key, kept());
    const current = error instanceof Problem && error.code === "version-conflict" && !words.etag && error.body.current;
    if (!current) throw error;
    words.etag = current.version;
    return sendAndHear(writeOf(submit), safe);
  }
}

function gone(result, submit) {
  drop(key);
  toastLater(submit ? words.tDone : words.tSaved);
  location.assign("/claims/" + result.data.id);
}

/* What was handed in waits: a new claim makes room for the next one; a draft can be gone on with. */
function rest(write) {
  if (write.body.submit) {
    if (isNew) {
      empty();
      sayOnce(write);
      window.scrollTo(0, 0);
      return;
    }
    lock(form, true);
  }
  say(form, write);
}

function empty() {
  delete words.id;
  delete words.etag;
  form.reset();
  legs.fill([]);
  legs.start();
  banner.hidden = true;
  arrange();
}

async function hand(button) {
  if (form.getAttribute("aria-busy") === "true") return;
  clear(form);
  legs.compact();
  if (!required()) return;
  const submit = button.dataset.claimSend === "submit";
  const busy = (on) => [form, button].forEach((one) => one.setAttribute("aria-busy", String(on)));
  busy(true);
  try {
    const came = await sendWhole(submit);
    if (came.sent) gone(came.sent.result, submit);
    else rest(came.kept ? came.kept.write : waiting("claim/" + words.id).pop());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    show(form, error);
  }
  busy(false);
}

function isMine(write) {
  return Boolean(write.form) && write.form.name === name;
}

/* It went later on: the draft of this page goes on from the version that was answered. */
function went(event) {
  const { write, result } = event.detail;
  if (!isMine(write) || isAsked(write)) return;
  say(form, null);
  toast(write.body.submit ? words.tDone : words.tSaved);
  if (!isNew && write.body.submit) location.assign("/claims/" + result.data.id);
  else if (words.id === result.data.id) {
    words.etag = result.data.version;
    put(key, kept());
  }
}

/* A claim that was refused comes back whole, with the reason at its field. */
function takeBack(write) {
  takeRefused(write.subject);
  lock(form, false);
  bring(write.form.state);
  put(key, kept());
  clear(form);
  show(form, problemOf(write));
}

function bring(state) {
  if (state.id) words.id = state.id;
  if (state.etag) words.etag = state.etag;
  fill(state);
  arrange();
  banner.hidden = false;
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

document.addEventListener("jishi:sent", went);
document.addEventListener("jishi:refused", (event) => {
  const { write } = event.detail;
  if (isMine(write) && !isAsked(write) && (!isNew || get(key) === null)) takeBack(write);
});

const older = "claim:" + person() + ":" + (words.id || "new"); /* what an earlier release kept */
if (get(older) && !get(key)) put(key, get(older));
drop(older);
const before = get(key);
if (before && (!words.etag || String(before.etag) === String(words.etag))) bring(before);
banner.querySelector("[data-claim-drop]").addEventListener("click", () => {
  drop(key);
  location.reload();
});
if (!legs.count()) legs.start();
legs.suggestDates(valueOf("outbound_on"), valueOf("return_on"));
arrange();
effect();

ready.then(() => {
  const back = refused().filter(isMine)[0];
  const waits = waiting().filter(isMine).pop();
  if (back && !before) takeBack(back);
  else if (waits && !isNew && waits.body.submit) {
    bring(waits.form.state);
    lock(form, true);
    say(form, waits);
  } else if (waits) say(form, waits);
});
