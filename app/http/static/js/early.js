/* Runs before the page is read, the modules after it. A form that writes through the API is never left to the browser,
   which would put its text into the address; what a quick hand pressed meanwhile is kept and done once form.js is here.
   A file that was chosen meanwhile is told of again, or nobody would have heard. */
(function () {
  var held = [];
  var pressed = null;
  var chosen = [];

  function hold(event) {
    if (!event.target.hasAttribute("data-api")) return;
    event.preventDefault();
    held.push({ form: event.target, button: event.submitter || pressed });
    pressed = null;
  }

  function press(event) {
    var button = event.target.closest("button");
    if (!button) return;
    if (button.type === "submit") pressed = button;
    else if (button.hasAttribute("data-api")) held.push({ form: null, button: button });
  }

  function choose(event) {
    if (event.target.type === "file") chosen.push(event.target);
  }

  /* The modules have run by then, before anything else hears of it. */
  function retell() {
    document.removeEventListener("change", choose);
    chosen.splice(0).forEach(function (input) {
      if (input.files.length) input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  document.addEventListener("change", choose);
  document.addEventListener("DOMContentLoaded", retell);
  document.addEventListener("submit", hold);
  document.addEventListener("click", press);
  window.takeEarly = function () {
    document.removeEventListener("submit", hold);
    document.removeEventListener("click", press);
    return held.splice(0);
  };
})();
