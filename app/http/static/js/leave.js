/* 请假: while the form is filled in, what its dates come to stands under them; the end never lies before the start. */

const form = document.querySelector("form[data-leave]");
const place = form.querySelector("[data-effect]");
const late = form.querySelector("[data-late]");
const NAMES = ["secondment_id", "type", "start_on", "end_on", "start_half", "end_half"];
let latest = 0;
let pending = null;

function valueOf(name) {
  const field = form.elements[name];
  return field ? field.value : "";
}

async function refresh() {
  const query = NAMES.map((name) => name + "=" + encodeURIComponent(valueOf(name)));
  if (NAMES.some((name) => !valueOf(name))) return;
  latest += 1;
  const mine = latest;
  let answer;
  try {
    answer = await fetch(place.dataset.effect + "?" + query.join("&"), { credentials: "same-origin" });
  } catch (error) {
    return; // offline: the form is checked when it is sent
  }
  const words = answer.ok ? await answer.text() : "";
  if (mine !== latest) return;
  place.innerHTML = words;
  place.hidden = !words;
  late.hidden = !place.querySelector("[data-closed]");
}

form.addEventListener("change", (event) => {
  if (event.target.name === "start_on" && valueOf("end_on") < valueOf("start_on")) {
    form.elements.end_on.value = valueOf("start_on");
  }
  if (NAMES.indexOf(event.target.name) < 0) return;
  clearTimeout(pending);
  pending = setTimeout(refresh, 50); /* once for a form that is put back */
});
form.addEventListener("reset", () => (place.hidden = true));
refresh();
