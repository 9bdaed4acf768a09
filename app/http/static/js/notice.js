/* The notice's form: a file is read into the text, and a dry run is shown beneath instead of leaving the page. */

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

document.addEventListener("jishi:done", (event) => {
  const form = event.target.closest("form[data-preview]");
  const data = event.detail.data;
  if (!form || !data || !data.dry_run) return;
  event.preventDefault();
  const part = document.getElementById(form.dataset.preview);
  Array.from(part.querySelectorAll("[data-days]")).forEach((place) => {
    const days = data[place.dataset.days].map((day) => day.on + " " + words(part, day.kind) + " " + day.name);
    place.textContent = days.length ? days.join("、") : words(part, "none");
  });
  part.querySelector("[data-kept]").textContent = String(data.kept);
  part.hidden = false;
  part.focus();
});
