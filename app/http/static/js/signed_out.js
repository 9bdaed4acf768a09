/* On the sign-in page nobody has this phone: what somebody left is sealed, their pages are gone, and only that is said. */

import { read } from "./phone_db.js";
import { sealOthers } from "./sealed.js";

async function start() {
  await sealOthers("");
  const { writes, refused, sealed } = await read(["writes", "refused", "sealed"]);
  const line = document.querySelector("[data-kept-here]");
  if (line) line.hidden = !writes.length && !refused.length && !sealed.length;
}

start();
