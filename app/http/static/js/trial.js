/* What came of a test message stands beside the button that sent it: data-trial="id" on the button. */

document.addEventListener("jishi:done", (event) => {
  const button = event.target.closest("[data-trial]");
  const data = event.detail.data;
  if (!button || !data) return;
  const place = document.getElementById(button.dataset.trial);
  place.textContent = data.said;
  place.className = "said " + (data.outcome === "accepted" ? "t-good" : "t-ask");
});
