/* On a slow line: what is long in coming says that it is coming, by a thin line at the top of the page. */

const SOON = 400;
const LONG = 20000;
let waiting = 0;

function still() {
  clearTimeout(waiting);
  document.documentElement.classList.remove("leaving");
}

function leads(link, event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return false;
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return false;
  return link.pathname.indexOf("/api/") !== 0 && link.href.split("#")[0] !== location.href.split("#")[0];
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || !leads(link, event)) return;
  still();
  waiting = setTimeout(() => {
    document.documentElement.classList.add("leaving");
    waiting = setTimeout(still, LONG);
  }, SOON);
});
window.addEventListener("pageshow", still);
