/* A day that can no longer be written, while the phone still holds a text for it: shown, and removed only on demand. */

import { ask } from "./dialog.js";
import { draftKey, giveUp, ready, refused } from "./outbox.js";
import { contentOf, saysSomething } from "./record_body.js";
import { write } from "./record_conflict.js";
import { drop, get } from "./storage.js";

const box = document.querySelector("[data-leftover]");

function show(subject, content, reason) {
  write(box.querySelector("ul"), content, JSON.parse(box.dataset.dayTypes));
  box.querySelector("[data-reason]").textContent = reason;
  box.querySelector("button").addEventListener("click", async () => {
    if ((await ask({ title: box.dataset.confirm })) === null) return;
    drop(draftKey(subject));
    await giveUp(subject);
    box.hidden = true;
  });
  box.hidden = false;
}

function look() {
  const subject = box.dataset.leftover;
  const failed = refused().find((one) => one.subject === subject);
  const draft = get(draftKey(subject));
  const content = draft ? draft.content : failed && contentOf(failed.body);
  if (content && saysSomething(content)) show(subject, content, failed ? failed.problem.detail : "");
}

if (box) ready.then(look);
