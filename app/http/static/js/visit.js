/* 走访: a finding of nothing has no day by which it is done. */

const form = document.querySelector("form[data-visit]");
const due = form.querySelector("[data-due]");

function adjust() {
  const chosen = form.querySelector('input[name="finding"]:checked');
  const none = Boolean(chosen) && chosen.value === "none";
  due.hidden = none;
  due.querySelector("input").disabled = none;
}

form.addEventListener("input", adjust);
adjust();
