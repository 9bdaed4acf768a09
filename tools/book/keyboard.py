"""A page by keyboard alone: Tab comes by all that can be used, one sees where one is, dialogs hold and give back."""

from playwright.sync_api import Page

STOPS = """() => {
  const fields = "input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled])";
  const usable = `a[href], button:not([disabled]), ${fields}, summary, [tabindex='0']`;
  const groups = new Set(), stops = [];
  for (const each of document.querySelectorAll(usable)) {
    const closed = each.closest("details:not([open])");
    if (each.tabIndex < 0 || !each.getClientRects().length || getComputedStyle(each).visibility === "hidden") continue;
    if (closed && each.parentElement !== closed) continue;
    if (each.type === "radio") {
      const group = `${each.form ? [...document.forms].indexOf(each.form) : ""} ${each.name}`;
      if (groups.has(group)) continue;
      groups.add(group);
    }
    stops.push(each);
  }
  window.stops = stops;
  return stops.length;
}"""
WHERE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const { type, name, form } = at, probe = document.createElement("i");
  const twin = each => type === "radio" && each.type === type && each.name === name && each.form === form;
  const same = each => each === at || twin(each);
  probe.style.color = "var(--act)";
  document.body.append(probe);
  const ink = getComputedStyle(probe).color;
  probe.remove();
  const lines = each => { const of = getComputedStyle(each);
    return of.outlineStyle !== "none" && parseFloat(of.outlineWidth) > 0 || of.boxShadow.includes(ink); };
  const near = [at, at.nextElementSibling, ...(at.labels || [])].filter(Boolean);
  for (let up = at.parentElement, steps = 0; up && steps < 3; up = up.parentElement, steps++) near.push(up);
  const lined = near.some(lines);
  const tiny = at.labels && at.labels[0] && at.getBoundingClientRect().width < 3;
  const box = (tiny ? at.labels[0] : at).getBoundingClientRect();
  const shown = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [window.stops.findIndex(same), lined, shown, at.outerHTML.slice(0, 120)];
}"""
TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
}"""
"""Where Tab begins, wherever one was."""
NAMES = "missed => missed.map(index => window.stops[index].outerHTML.slice(0, 120))"
OPENERS = "main [data-dialog], main [data-ask], main [data-confirm]"
IN_DIALOG = "() => !!document.activeElement.closest('[role=dialog]')"


def walk(page: Page) -> list[str]:
    """What Tab does not come by, and where one does not see where one is."""
    count = page.evaluate(STOPS)
    reached, faults = set[int](), list[str]()
    page.evaluate(TOP)
    for _ in range(count + 12):
        page.keyboard.press("Tab")
        where = page.evaluate(WHERE)
        if where is None:
            break
        index, lined, shown, what = where
        if index in reached and len(reached) == count:
            break
        inside = index in reached  # the parts of a date field mark themselves
        reached.add(index)
        faults += [] if lined or inside else [f"focus is not seen: {what}"]
        faults += [] if shown else [f"focus is out of sight: {what}"]
    missed = sorted(set(range(count)) - reached)
    return list(dict.fromkeys(faults)) + [f"Tab misses {what}" for what in page.evaluate(NAMES, missed)]


def dialogs(page: Page) -> list[str]:
    """Each visible button that asks first: Enter opens, Tab stays within, Escape leads back to it."""
    faults = []
    openers = page.locator(OPENERS)
    for index in range(min(openers.count(), 3)):
        opener = openers.nth(index)
        if not opener.is_visible() or opener.is_disabled():
            continue
        what = opener.inner_text().strip()[:20]
        opener.focus()
        page.keyboard.press("Enter")
        dialog = page.locator("[role=dialog]:visible")
        if not dialog.count():
            faults.append(f"Enter does not open the dialog of {what}")
            continue
        for key in ("Tab", "Shift+Tab", *("Tab",) * 8):
            page.keyboard.press(key)
            if not page.evaluate(IN_DIALOG):
                faults.append(f"{key} leaves the dialog of {what}")
                break
        page.keyboard.press("Escape")
        if dialog.count():
            faults.append(f"Escape does not close the dialog of {what}")
        elif not opener.evaluate("each => each === document.activeElement"):
            faults.append(f"Escape does not lead back to {what}")
    return faults
