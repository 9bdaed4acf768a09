/* 消息: what is opened counts as read. The word goes out beside the way there and holds nobody up; when it is lost,
   the message stays unread, and nothing else. */

import { send } from "./api.js";

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
  send("POST", "/api/v1/inbox/" + id + "/read", { keepalive: true }).catch(() => {});
});

/* Coming back by the browser's own way shows the page as it was left: its counts are older than what was read. */
window.addEventListener("pageshow", (event) => {
  if (event.persisted && touched) location.reload();
});
