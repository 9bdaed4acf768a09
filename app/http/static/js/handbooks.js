/* Jobs under way: their progress is asked for until they are over, then the page shows what came of them. */

import { send } from "./api.js";

const POLLED_EVERY = 1500;

function look(row) {
  send("GET", "/api/v1/handbooks/" + row.dataset.handbookRow).then(
    ({ data }) => {
      if (data.withdrawn || (data.state !== "queued" && data.state !== "running")) {
        location.reload();
        return;
      }
      const said = row.querySelector("[data-said]");
      if (said && data.state === "running") said.textContent = row.dataset.running + " " + data.progress + "%";
      setTimeout(() => look(row), POLLED_EVERY);
    },
    () => setTimeout(() => look(row), 4 * POLLED_EVERY), // no answer for once: it is made all the same
  );
}

Array.from(document.querySelectorAll("[data-handbook-row]")).forEach(look);
