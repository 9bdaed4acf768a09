/* The login slips of a unit, made from the answer that holds their codes this once, and printed alone. */

import { beijing } from "./moments.js";

function slip(template, one, answer) {
  const part = document.importNode(template.content, true);
  Array.from(part.querySelectorAll("[data-value]")).forEach((place) => (place.textContent = one[place.dataset.value]));
  part.querySelector("[data-until]").textContent = beijing(answer.expires_at).replace("T", " ");
  part.querySelector("[data-address]").textContent = answer.address;
  return part;
}

document.addEventListener("jishi:done", (event) => {
  const form = event.target.closest("[data-slips]");
  if (!form) return;
  event.preventDefault();
  const answer = event.detail.data;
  const place = document.getElementById("slips");
  const list = place.querySelector("[data-list]");
  list.textContent = "";
  answer.slips.forEach((one) => list.appendChild(slip(place.querySelector("template"), one, answer)));
  form.hidden = true;
  place.hidden = false;
  document.body.classList.add("alone");
  place.focus();
});
