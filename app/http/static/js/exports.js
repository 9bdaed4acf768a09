/* Files that leave the system: asked for, watched while they are made, then downloaded. A file in hand is recognised by
   its SHA-256, which is worked out here: nothing is uploaded. */

import { mint, send } from "./api.js";
import { toast } from "./shell.js";

const POLLED_EVERY = 700;

function download(url) {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  document.body.appendChild(link);
  link.click();
  link.remove();
}

function show(box, view) {
  box.hidden = false;
  box.querySelector("[data-said]").textContent = box.dataset[view.state] + (view.state === "running" ? " " + view.progress + "%" : "");
  box.querySelector("progress").value = view.progress;
}

function pause() {
  return new Promise((done) => setTimeout(done, POLLED_EVERY));
}

async function watch(id, told) {
  let view = (await send("GET", "/api/v1/exports/" + id)).data;
  while (view.state === "queued" || view.state === "running") {
    told(view);
    await pause();
    view = await send("GET", "/api/v1/exports/" + id).then(
      ({ data }) => data,
      (problem) => {
        if (problem.status) throw problem;
        return view; // no answer for once: the file is made all the same
      },
    );
  }
  return view;
}

async function ask(button) {
  const box = document.querySelector("[data-export-status]");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try {
    const body = JSON.parse(button.dataset.export);
    const { data } = await send("POST", "/api/v1/exports", { body: Object.assign({ id: mint() }, body) });
    const view = await watch(data.id, (state) => show(box, state));
    show(box, view);
    if (view.url) download(view.url);
  } catch (problem) {
    box.hidden = true;
    toast(problem.message);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

async function digest(form, file) {
  if (!file) return;
  if (!window.crypto.subtle) {
    toast(form.dataset.unable);
    return;
  }
  form.querySelector("[data-name]").textContent = file.name;
  const data = await new Response(file).arrayBuffer();
  const hash = new Uint8Array(await window.crypto.subtle.digest("SHA-256", data));
  form.elements.sha256.value = Array.from(hash, (byte) => (byte + 256).toString(16).slice(1)).join("");
  form.submit();
}

function recognise(form) {
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector("[data-drop]");
  input.addEventListener("change", () => digest(form, input.files[0]));
  ["dragover", "dragleave", "drop"].forEach((name) =>
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop") digest(form, event.dataTransfer.files[0]);
    }),
  );
}

Array.from(document.querySelectorAll("[data-export]")).forEach((button) =>
  button.addEventListener("click", (event) => {
    event.preventDefault(); // without this script a link is made while one waits
    ask(button);
  }),
);
Array.from(document.querySelectorAll("[data-digest]")).forEach(recognise);
Array.from(document.querySelectorAll("[data-export-row]")).forEach((row) =>
  watch(row.dataset.exportRow, () => undefined).then(() => location.reload()),
);
