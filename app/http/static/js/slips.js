/* The login slips of a unit, made from the answer that holds their codes this once, and printed alone. */

const BEIJING = 8 * 3600 * 1000;

function slip(template, one, answer) {
  const part = document.importNode(template.content, true);
  Array.from(part.querySelectorAll("[data-value]")).forEach((place) => (place.textContent = one[place.dataset.value]));
  const until = new Date(Date.parse(answer.expires_at) + BEIJING).toISOString();
  part.querySelector("[data-until]").textContent = until.slice(0, 16).replace("T", " ");
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
