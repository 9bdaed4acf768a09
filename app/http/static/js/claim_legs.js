/* The legs of a claim's form: added, taken out, numbered in order, each with the photo of its receipt. */

import { Problem } from "./api.js";
import { consented, isGiven } from "./consent.js";
import { flush, waiting } from "./outbox.js";
import { thumb } from "./photo_field.js";
import { dropPhoto, sendPhotos } from "./photo_store.js";
import { takePhoto } from "./photo_take.js";

const FIELDS = ["from", "to", "on", "amount_fen", "invoice_no", "no_invoice_reason", "attachment_id", "depart_at", "arrive_at"];
const MOST = 20;

function fieldOf(card, name) {
  return Array.from(card.querySelectorAll("input")).find((one) => one.name.slice(one.name.indexOf("].") + 2) === name && one.name);
}

function valueOf(card, name) {
  return fieldOf(card, name).value.trim();
}

/* Names, ids and labels follow the place in the list: the server's pointers name them. */
function renumber(card, index) {
  const swap = (text) => text.replace(/legs([[-])(\d+|__n__)/g, "legs$1" + index);
  ["name", "id", "for", "aria-describedby"].forEach((attribute) => {
    Array.from(card.querySelectorAll("[" + attribute + "]")).forEach((one) => one.setAttribute(attribute, swap(one.getAttribute(attribute))));
  });
  const title = card.querySelector("[data-leg-number]");
  title.textContent = title.dataset.legNumber.replace("{number}", index + 1);
}

export function legsOf(form, changed) {
  const list = form.querySelector("[data-legs]");
  const pattern = form.querySelector("[data-leg-template]");
  let car = false;

  const cards = () => Array.from(list.querySelectorAll("[data-leg]"));

  function number() {
    cards().forEach(renumber);
    form.querySelector("[data-leg-add]").hidden = cards().length >= MOST;
  }

  function pressed(card) {
    return card.querySelector("[data-leg-invoice]").getAttribute("aria-pressed") === "true";
  }

  /* Either the number or the reason that there is none; neither without an amount or in a unit's car. */
  function shape(card) {
    const without = pressed(card);
    [["[data-with-invoice]", "invoice_no", !without], ["[data-without-invoice]", "no_invoice_reason", without]].forEach(([part, name, on]) => {
      card.querySelector(part).hidden = !on;
      fieldOf(card, name).disabled = !on;
      fieldOf(card, name).required = on && !car;
    });
    fieldOf(card, "amount_fen").required = !car;
  }

  function draw(card) {
    const place = card.querySelector("[data-leg-photo]");
    const id = valueOf(card, "attachment_id");
    place.textContent = "";
    place.hidden = !id;
    if (!id) return;
    const off = () => {
      dropPhoto(id);
      fieldOf(card, "attachment_id").value = "";
      draw(card);
      changed();
    };
    place.appendChild(thumb(id, { alt: form.dataset.tPhotoAlt, off: form.dataset.tPhotoOff }, off));
  }

  async function upload(id, card) {
    try {
      if (waiting("consent/photos").length) await flush();
      if (waiting("consent/photos").length) return; /* it goes with the claim, after the consent */
      await sendPhotos([id]);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.status === 0 || problem.status >= 500 || problem.status === 401) return; /* it goes with the claim */
      card.querySelector("[data-photo-error]").textContent = problem.message;
      dropPhoto(id);
      fieldOf(card, "attachment_id").value = "";
      draw(card);
      changed();
    }
  }

  function wire(card) {
    const input = card.querySelector("input[type=file]");
    card.querySelector("[data-leg-off]").addEventListener("click", () => {
      card.remove();
      if (!cards().length) add();
      number();
      changed();
    });
    card.querySelector("[data-leg-invoice]").addEventListener("click", (event) => {
      event.currentTarget.setAttribute("aria-pressed", String(!pressed(card)));
      shape(card);
      changed();
    });
    input.addEventListener("click", (event) => {
      if (isGiven("photos")) return;
      event.preventDefault();
      consented("photos").then((may) => may && input.click());
    });
    input.addEventListener("change", async (event) => {
      event.stopPropagation();
      const file = input.files[0];
      if (!file) return;
      const error = card.querySelector("[data-photo-error]");
      error.textContent = form.dataset.tPhotoBusy;
      const taken = await takePhoto(file, form.dataset);
      input.value = "";
      error.textContent = taken.refused || taken.note || "";
      if (!taken.id) return;
      fieldOf(card, "attachment_id").value = taken.id;
      draw(card);
      changed();
      upload(taken.id, card);
    });
    draw(card);
    shape(card);
  }

  function add() {
    const card = pattern.content.firstElementChild.cloneNode(true);
    list.appendChild(card);
    number();
    wire(card);
    return card;
  }

  function isEmpty(card) {
    return ["from", "to", "amount_fen", "invoice_no", "no_invoice_reason", "attachment_id"].every((name) => !valueOf(card, name));
  }

  function put(card, values) {
    FIELDS.forEach((name) => (fieldOf(card, name).value = values[name] || ""));
    card.querySelector("[data-leg-invoice]").setAttribute("aria-pressed", String(Boolean(values.without)));
    draw(card);
    shape(card);
  }

  cards().forEach(wire);
  number();
  form.querySelector("[data-leg-add]").addEventListener("click", () => {
    const all = cards();
    const last = all[all.length - 1];
    const card = add();
    if (last && valueOf(last, "from") && valueOf(last, "to")) {
      fieldOf(card, "from").value = valueOf(last, "to"); /* the way back, most often */
      fieldOf(card, "to").value = all.length === 1 ? valueOf(last, "from") : "";
      const back = form.elements.return_on;
      fieldOf(card, "on").value = all.length === 1 && !back.disabled ? back.value : valueOf(last, "on");
    }
    fieldOf(card, "amount_fen").focus();
    changed();
  });

  return {
    count: () => cards().length,
    start: () => {
      add();
    },
    amounts: () => cards().map((card) => valueOf(card, "amount_fen")),
    arrange: (isCar) => {
      car = isCar;
      cards().forEach(shape);
    },
    /* Empty cards leave no hole in what is sent; in a unit's car a journey may have none. */
    compact: () => {
      cards().forEach((card, index) => {
        if (isEmpty(card) && (car || index > 0)) card.remove();
      });
      number();
    },
    suggestDates: (first, last) => {
      const all = cards();
      all.forEach((card, index) => {
        const field = fieldOf(card, "on");
        if (!field.value) field.value = index && last ? last : first;
      });
    },
    photos: () => cards().map((card) => valueOf(card, "attachment_id")).filter(Boolean),
    read: () => cards().map((card) => {
      const values = { without: pressed(card) };
      FIELDS.forEach((name) => (values[name] = valueOf(card, name)));
      return values;
    }),
    fill: (wanted) => {
      cards().forEach((card) => card.remove());
      wanted.forEach((values) => put(add(), values));
    },
  };
}
