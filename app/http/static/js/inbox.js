/* 消息: what is opened counts as read. The word goes out beside the way there and holds nobody up; without a network it
   waits on the phone, and the message counts as read here at once. */

import { mint } from "./api.js";
import { keepAtOnce, ready, refused, takeRefused, waiting } from "./outbox.js";

let touched = false;

function settle(message) {
  message.removeAttribute("data-unread");
  message.classList.remove("unread");
  const sign = message.querySelector(".mark-unread");
  if (sign) sign.remove();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const message = link && link.closest("[data-unread]");
  if (!message) return;
  const id = message.dataset.unread;
  touched = true;
  settle(message);
  keepAtOnce({ id: mint(), kind: "mark", subject: "inbox/" + id, method: "POST", url: "/api/v1/inbox/" + id + "/read" });
});

/* Coming back by the browser's own way shows the page as it was left: its counts are older than what was read. */
window.addEventListener("pageshow", (event) => {
  if (event.persisted && touched) location.reload();
});

/* A message that is gone needs no mark. */
function forget() {
  refused().filter((write) => write.kind === "mark").forEach((write) => takeRefused(write.subject));
}

document.addEventListener("jishi:refused", forget);
ready.then(() => {
  forget();
  Array.from(document.querySelectorAll("[data-unread]")).forEach((message) => waiting("inbox/" + message.dataset.unread).length && settle(message));
});
