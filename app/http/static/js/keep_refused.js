/* What was written on the phone and not taken, on a page that has no form for it any more: the reason and every word,
   beside what stands. data-refused names the beginning of what it was about. */

import { listOf } from "./kept_fields.js";
import { draftKey, ready, refused, takeRefused } from "./outbox.js";
import { drop, get, keys } from "./storage.js";

function hasForm(name) {
  return Array.from(document.querySelectorAll("[data-keep]")).some((source) => source.dataset.keep === name);
}

/* [{reasons, fields, drop}]: refused writes, and texts that came back to a form which is gone. */
function found(prefix) {
  const about = (write) => write.form && write.subject.indexOf(prefix) === 0 && !hasForm(write.form.name);
  const writes = refused().filter(about).map((write) => ({
    reasons: [write.label, write.problem.detail].concat((write.problem.errors || []).map((error) => error.detail)),
    fields: write.form.fields,
    drop: () => takeRefused(write.subject),
  }));
  const drafts = keys(draftKey("form/" + prefix)).filter((key) => !hasForm(key.slice(draftKey("form/").length)));
  const texts = drafts.map((key) => ({ key, kept: get(key) })).filter((one) => one.kept && Array.isArray(one.kept.fields));
  return writes.concat(texts.map(({ key, kept }) => ({ reasons: [kept.reason], fields: kept.fields, drop: () => drop(key) })));
}

function part(place, one) {
  const body = document.importNode(place.querySelector("template").content, true);
  body.querySelector("[data-reason]").textContent = one.reasons.filter(Boolean).join(" ");
  body.querySelector("[data-list]").appendChild(listOf(one.fields));
  body.querySelector("[data-refused-drop]").addEventListener("click", () => {
    one.drop();
    draw(place);
  });
  return body;
}

function draw(place) {
  const all = found(place.dataset.refused);
  Array.from(place.children).forEach((child) => child.tagName !== "TEMPLATE" && child.remove());
  all.forEach((one) => place.appendChild(part(place, one)));
  place.hidden = !all.length;
}

const places = Array.from(document.querySelectorAll("[data-refused]"));
const drawAll = () => places.forEach(draw);
if (places.length) {
  document.addEventListener("jishi:refused", drawAll);
  ready.then(drawAll);
}
