/* Asks once, on first use, before a position or a photo is taken; the answer waits on the phone like any other write. */

import { close, open } from "./dialog.js";
import { mint } from "./api.js";
import { keep } from "./outbox.js";

function partOf(kind) {
  return document.querySelector("[data-consent=" + kind + "]");
}

function answer(part, given) {
  const kind = part.dataset.consent;
  part.dataset.consentState = given ? "given" : "taken_back";
  const body = given ? { given, notice_version: part.dataset.notice } : { given };
  const url = "/api/v1/me/consents/" + kind;
  keep({ id: mint(), kind: "consent", subject: "consent/" + kind, method: "PUT", url, label: part.dataset.label, link: "/me/consents", body });
}

export function isGiven(kind) {
  const part = partOf(kind);
  return !part || part.dataset.consentState === "given";
}

/* Resolves to whether the consent stands; asks when it does not. Closing the sheet answers nothing. */
export function consented(kind) {
  if (isGiven(kind)) return Promise.resolve(true);
  const part = partOf(kind);
  const veil = document.getElementById("consent-" + kind);
  return new Promise((resolve) => {
    const yes = veil.querySelector("[data-consent-yes]");
    const no = veil.querySelector("[data-consent-no]");
    const say = (given) => () => close(given);
    const agree = say(true);
    const decline = say(false);
    yes.addEventListener("click", agree);
    no.addEventListener("click", decline);
    open(veil, (given) => {
      yes.removeEventListener("click", agree);
      no.removeEventListener("click", decline);
      if (given === true || given === false) answer(part, given);
      resolve(given === true);
    });
  });
}
