/* Taking in a sheet (a roster, insurance): the file is kept in memory, tried, shown by the server's own page, then sent again to be written.
   The progress is asked for beside the upload, under the identity that the upload carries. */

import { mint, send } from "./api.js";
import { clear, show } from "./form.js";

const POLLED_EVERY = 500;
const form = document.querySelector("[data-roster]");
let chosen = null;

function part(id) {
  return document.getElementById(id);
}

/* Read at once: a file that is saved again afterwards could no longer be sent. */
function choose(file) {
  if (!file) return;
  chosen = null;
  form.querySelector("[data-try]").disabled = true;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    chosen = { name: file.name, blob: new Blob([reader.result]) };
    form.querySelector("[data-name]").textContent = file.name;
    form.querySelector("[data-try]").disabled = false;
    ["roster-confirm", "roster-marked"].forEach((id) => (part(id).hidden = true));
    part("roster-outcome").textContent = "";
    clear(form);
    reach(2);
  });
  reader.readAsArrayBuffer(file);
}

function body(id) {
  const data = new FormData();
  data.append("file", chosen.blob, chosen.name);
  if (id) data.append("id", id);
  return data;
}

function watch(id) {
  const box = part("roster-progress");
  const said = JSON.parse(form.dataset.said);
  const bar = box.querySelector("progress");
  bar.value = 0;
  box.querySelector("[data-doing]").textContent = said.reading;
  box.hidden = false;
  const timer = setInterval(() => {
    send("GET", "/api/v1/imports/" + id).then(
      ({ data }) => {
        bar.value = data.steps_done;
        box.querySelector("[data-doing]").textContent = said[data.state] || "";
      },
      () => undefined, // not begun yet, or no answer: the upload itself tells the end
    );
  }, POLLED_EVERY);
  return () => {
    clearInterval(timer);
    box.hidden = true;
  };
}

function busy(on) {
  Array.from(document.querySelectorAll("[data-try], [data-confirm-import], [data-mark]")).forEach((button) => {
    button.disabled = on || !chosen;
    button.setAttribute("aria-busy", String(on));
  });
}

/* Which of the five steps one is at. */
function reach(number) {
  Array.from(document.querySelectorAll(".steps li")).forEach((step, index) => {
    step.className = index + 1 < number ? "done" : index + 1 === number ? "now" : "todo";
    if (index + 1 === number) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  });
}

/* The end of an upload as the page of that import shows it. */
async function display(id) {
  const answer = await fetch(form.dataset.page + "/" + id, { credentials: "same-origin" });
  const shown = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("outcome");
  const place = part("roster-outcome");
  place.textContent = "";
  if (shown) place.appendChild(document.importNode(shown, true));
  place.focus();
}

function changes(counts) {
  return Object.keys(counts).some((kind) => counts[kind].created || counts[kind].updated);
}

async function carry(dryRun) {
  const id = mint();
  const stop = watch(id);
  busy(true);
  clear(form);
  try {
    const { data } = await send("POST", "/api/v1/imports/" + form.dataset.kind + "?dry_run=" + dryRun, { form: body(id) });
    if (!dryRun) location.assign(form.dataset.page + "/" + data.id);
    else {
      await display(data.id);
      part("roster-confirm").hidden = !changes(data.counts);
      reach(changes(data.counts) ? 4 : 3);
      part("roster-marked").hidden = true;
    }
  } catch (problem) {
    part("roster-confirm").hidden = true;
    const refused = problem.code === form.dataset.kind + "-refused";
    reach(refused ? 3 : 2);
    part("roster-marked").hidden = !refused;
    if (refused) await display(id);
    else if (problem.errors) show(form, problem);
    else throw problem;
  } finally {
    stop();
    busy(false);
  }
}

async function mark() {
  busy(true);
  try {
    const answer = await fetch("/api/v1/imports/" + form.dataset.kind + "/marked", { method: "POST", body: body(), credentials: "same-origin" });
    if (!answer.ok) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = chosen.name.replace(/(\.xlsx)?$/i, "-marked.xlsx");
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  } finally {
    busy(false);
  }
}

function listen() {
  const input = part("roster-file");
  const drop = form.querySelector("[data-drop]");
  input.addEventListener("change", () => {
    choose(input.files[0]);
    input.value = ""; // or the same file, mended meanwhile, could not be chosen again
  });
  ["dragover", "dragleave", "drop"].forEach((name) =>
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop") choose(event.dataTransfer.files[0]);
    }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen) carry(true);
  });
  document.querySelector("[data-confirm-import]").addEventListener("click", () => carry(false));
  document.querySelector("[data-mark]").addEventListener("click", mark);
}

/* The page of an import that still runs looks again until it is over. */
function follow(box) {
  setInterval(() => {
    send("GET", "/api/v1/imports/" + box.dataset.running).then(({ data }) => {
      box.querySelector("progress").value = data.steps_done;
      if (["reading", "checking", "writing"].indexOf(data.state) < 0) location.reload();
    }, () => undefined);
  }, 2 * POLLED_EVERY);
}

if (form) listen();
const running = document.querySelector("[data-running]");
if (running) follow(running);
