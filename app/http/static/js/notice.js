/* Forms of the calendar: a file is read into the notice's text; what a change would do is shown beneath instead of
   leaving the page. */

function words(part, name) {
  return part.querySelector('[data-word="' + name + '"]').textContent;
}

document.addEventListener("change", (event) => {
  const input = event.target.closest("input[data-into]");
  if (!input || !input.files.length) return;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    const field = document.getElementById(input.dataset.into);
    field.value = reader.result;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  reader.readAsText(input.files[0]);
});

function effect(part, one) {
  const item = document.createElement("li");
  item.textContent = words(part, "effect").replace(/\{(\w+)\}/g, (_, name) => String(one[name]));
  return item;
}

function showEffects(part, effects) {
  const list = part.querySelector("[data-effects]");
  list.textContent = "";
  effects.forEach((one) => list.appendChild(effect(part, one)));
  if (!effects.length) list.appendChild(document.createElement("li")).textContent = words(part, "untouched");
}

document.addEventListener("jishi:done", (event) => {
  const form = event.target.closest("form[data-preview]");
  const data = event.detail.data;
  if (!form || !data || !data.effects || data.dry_run === false) return;
  event.preventDefault();
  const part = document.getElementById(form.dataset.preview);
  Array.from(part.querySelectorAll("[data-days]")).forEach((place) => {
    const days = data[place.dataset.days].map((day) => day.on + " " + words(part, day.kind) + " " + day.name);
    place.textContent = days.length ? days.join("、") : words(part, "none");
  });
  const kept = part.querySelector("[data-kept]");
  if (kept) kept.textContent = String(data.kept);
  showEffects(part, data.effects);
  part.hidden = false;
  part.focus();
});
