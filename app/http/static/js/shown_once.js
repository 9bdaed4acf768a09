/* What the server says only once (a reset code, a client's secret) is put on the page instead of leaving it:
   data-shows="id" on the form or button, data-value="field" inside the part with that id. Lists become items, images
   their source; data-format="groups" sets gaps for reading aloud, "instant" tells Beijing's time.
   data-words='{"value": "word"}' says a value in words, data-empty what is said of none.
   data-hides="id id" names what the page does without from then on. */

import { beijing } from "./moments.js";

const FORMATS = {
  groups: (text) => (text.match(/.{1,4}/g) || []).join(" "),
  instant: (text) => beijing(text).replace("T", " "),
};

function put(place, value) {
  if (place.tagName === "IMG") place.src = value;
  else if (Array.isArray(value)) {
    place.textContent = "";
    value.forEach((item) => (place.appendChild(document.createElement("li")).textContent = item));
  } else {
    const format = FORMATS[place.dataset.format];
    const words = place.dataset.words ? JSON.parse(place.dataset.words) : {};
    place.textContent = value && format ? format(value) : words[value] || value || place.dataset.empty || "";
  }
}

document.addEventListener("jishi:done", (event) => {
  const source = event.target.closest("[data-shows]");
  const data = event.detail.data;
  if (!source || !data) return;
  event.preventDefault();
  const part = document.getElementById(source.dataset.shows);
  Array.from(part.querySelectorAll("[data-value]")).forEach((place) => put(place, data[place.dataset.value]));
  Array.from(part.querySelectorAll("[data-copies]")).forEach((button) => (button.dataset.copy = data[button.dataset.copies]));
  part.hidden = false;
  source.hidden = true;
  (source.dataset.hides || "").split(" ").filter(Boolean).forEach((id) => (document.getElementById(id).hidden = true));
  if (part.classList.contains("prints-alone")) document.body.classList.add("alone");
  part.focus();
});
