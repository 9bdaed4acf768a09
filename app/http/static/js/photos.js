/* The photos of a record: chosen, shown, sent at once where there is a network, taken out again. */

import { Problem, mint } from "./api.js";
import { consented, isGiven } from "./consent.js";
import { flush, waiting } from "./outbox.js";
import { dropPhoto, findPhoto, keepPhoto, sendPhotos } from "./photo_store.js";

const MOST = 3;
const lists = new WeakMap();

export function photosOf(form) {
  if (!lists.has(form)) lists.set(form, start(form));
  return lists.get(form);
}

function isConsentUnderWay() {
  return waiting("consent/photos").length > 0;
}

function start(form) {
  const area = form.querySelector("[data-photos]");
  const input = form.querySelector("input[type=file]");
  const say = form.querySelector("[data-photo-error]");
  let ids = JSON.parse(area.dataset.photos);

  function changed() {
    draw();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function remove(id) {
    ids = ids.filter((one) => one !== id);
    dropPhoto(id);
    changed();
    input.focus();
  }

  function draw() {
    area.textContent = "";
    ids.forEach((id, index) => area.appendChild(thumb(form, id, index, () => remove(id))));
    area.hidden = !ids.length;
    const label = form.querySelector("[data-photo-label]");
    label.textContent = ids.length ? form.dataset.tPhotos.replace("{count}", ids.length) : form.dataset.tPhoto;
    input.disabled = ids.length >= MOST;
  }

  /* Behind a consent that is still under way: before it arrives the server must refuse the photo. */
  async function send(id) {
    try {
      if (isConsentUnderWay()) await flush();
      if (isConsentUnderWay()) return; /* it goes with the record, after the consent */
      await sendPhotos([id]);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.code === "consent-withdrawn" || problem.status === 413 || problem.status === 415 || problem.status === 422) {
        say.textContent = problem.message;
        remove(id);
      } /* otherwise it goes with the record */
    }
  }

  input.addEventListener("click", (event) => {
    if (isGiven("photos")) return;
    event.preventDefault();
    consented("photos").then((may) => may && input.click());
  });
  input.addEventListener("change", async () => {
    const chosen = Array.from(input.files);
    input.value = "";
    say.textContent = chosen.length + ids.length > MOST ? form.dataset.tPhotosMost : "";
    for (const file of chosen.slice(0, MOST - ids.length)) {
      const id = mint();
      await keepPhoto(id, file);
      ids = ids.concat(id);
      changed();
      send(id);
    }
  });
  draw();
  return {
    ids: () => ids.slice(),
    set: (wanted) => {
      ids = wanted.slice();
      draw();
    },
  };
}

function thumb(form, id, index, remove) {
  const box = document.createElement("div");
  const image = document.createElement("img");
  image.alt = form.dataset.tPhotoAlt.replace("{number}", index + 1);
  findPhoto(id).then((file) => {
    image.src = file ? URL.createObjectURL(file) : "/api/v1/attachments/" + id + "?size=thumb";
  });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "thumb-off";
  button.setAttribute("aria-label", form.dataset.tPhotoOff.replace("{number}", index + 1));
  button.addEventListener("click", remove);
  box.appendChild(image);
  box.appendChild(button);
  return box;
}
