/* The photos of a record: chosen, shown, sent at once where there is a network, taken out again. */

import { Problem } from "./api.js";
import { consented, isGiven } from "./consent.js";
import { flush, waiting } from "./outbox.js";
import { thumb } from "./photo_field.js";
import { dropPhoto, sendPhotos } from "./photo_store.js";
import { takePhoto } from "./photo_take.js";

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
    ids.forEach((id, index) => {
      const numbered = (words) => words.replace("{number}", index + 1);
      area.appendChild(thumb(id, { alt: numbered(form.dataset.tPhotoAlt), off: numbered(form.dataset.tPhotoOff) }, () => remove(id)));
    });
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
      const before = say.textContent;
      say.textContent = form.dataset.tPhotoBusy;
      const taken = await takePhoto(file, form.dataset);
      say.textContent = taken.refused || taken.note || before;
      if (!taken.id) continue;
      ids = ids.concat(taken.id);
      changed();
      send(taken.id);
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
