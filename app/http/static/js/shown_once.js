/* What the server says only once (a reset code, a client's secret) is put on the page instead of leaving it:
   data-shows="id" on the form or button, data-value="field" inside the part with that id. */

document.addEventListener("jishi:done", (event) => {
  const source = event.target.closest("[data-shows]");
  const data = event.detail.data;
  if (!source || !data) return;
  event.preventDefault();
  const part = document.getElementById(source.dataset.shows);
  Array.from(part.querySelectorAll("[data-value]")).forEach((place) => {
    place.textContent = data[place.dataset.value] || "";
  });
  part.hidden = false;
  source.hidden = true;
  part.focus();
});
