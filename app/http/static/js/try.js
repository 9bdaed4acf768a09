/* The demonstration record: the real form, and nothing of it is kept or sent. */

import { wire } from "./record_form.js";

const form = document.querySelector("form[data-trial]");

function show(name, shown) {
  Array.from(document.querySelectorAll("[data-" + name + "]")).forEach((part) => (part.hidden = !shown));
}

if (form) {
  wire(form);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("[data-try]").addEventListener("click", (event) => {
    event.preventDefault();
    form.hidden = true;
    show("trying", false);
    show("tried", true);
    document.querySelector("section[data-tried]").focus();
  });
  form.setAttribute("data-ready", "");
}
