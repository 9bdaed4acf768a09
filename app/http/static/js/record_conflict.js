/* Two texts of one day: both are shown, the person chooses, nothing is thrown away unasked. */

import { ask } from "./dialog.js";

function lines(content, words) {
  const found = [words[content.day_type] || content.day_type];
  content.items.forEach((item) => item.text && found.push(item.text + (item.place ? "（" + item.place + "）" : "")));
  return found.concat([content.difficulty, content.takeaway].filter(Boolean));
}

export function write(list, content, words) {
  list.textContent = "";
  lines(content, words).forEach((line) => (list.appendChild(document.createElement("li")).textContent = line));
}

export function showConflict(current, mine, choices) {
  const panel = document.querySelector("[data-conflict]");
  const words = JSON.parse(panel.dataset.dayTypes);
  write(panel.querySelector("[data-theirs]"), current, words);
  write(panel.querySelector("[data-mine]"), mine, words);
  const final = current.status === "approved";
  const useMine = panel.querySelector("[data-use-mine]");
  useMine.hidden = final;
  panel.querySelector("[data-final]").hidden = !final;
  useMine.onclick = () => {
    panel.hidden = true;
    choices.mine();
  };
  panel.querySelector("[data-use-theirs]").onclick = async () => {
    if ((await ask({ title: panel.dataset.confirm })) !== null) choices.theirs();
  };
  panel.hidden = false;
  if (!/^(textarea|input)$/i.test(document.activeElement.tagName)) panel.focus();
  panel.scrollIntoView({ block: "nearest" });
}
