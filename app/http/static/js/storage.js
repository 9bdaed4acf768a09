/* What the phone keeps. Where the browser refuses to (private mode, full), it is kept as long as the page is open. */

const memory = new Map();
let sealing = null;

function store() {
  try {
    return self.localStorage || null;
  } catch (error) {
    return null;
  }
}

/* true when what was kept outlives the page. */
export function put(key, value) {
  const written = JSON.stringify(value);
  const kept = write(key, written);
  if (!sealing) return kept;
  memory.set(key, written); /* what is kept is readable for a moment only: until it is sealed */
  sealing();
  return true;
}

function write(key, written) {
  try {
    store().setItem(key, written);
    memory.delete(key);
    return true;
  } catch (error) {
    memory.set(key, written);
    return false;
  }
}

export function get(key) {
  let written = memory.get(key);
  try {
    if (written === undefined) written = store().getItem(key);
    return written ? JSON.parse(written) : null;
  } catch (error) {
    return null;
  }
}

export function drop(key) {
  memory.delete(key);
  try {
    store().removeItem(key);
  } catch (error) {
    /* nothing was kept there */
  }
}

/* The keys that begin with `prefix`, in their order. */
export function keys(prefix) {
  const found = Array.from(memory.keys());
  try {
    found.push(...Object.keys(store()));
  } catch (error) {
    /* only what is in memory */
  }
  return Array.from(new Set(found)).filter((key) => key.indexOf(prefix) === 0).sort();
}

/* Whose phone this is now: nothing of another person is shown or sent. */
export function person() {
  if (typeof document === "undefined") return "";
  const meta = document.querySelector("meta[name='jishi:person']");
  return meta ? meta.content : "";
}

/* After the session has ended: nothing readable stays, `act` seals what is typed; null ends it. */
export function sealFromNowOn(act) {
  sealing = act;
  if (act) return;
  Array.from(memory).forEach(([key, written]) => put(key, JSON.parse(written)));
}

/* All that is filed under a person, as [key, text] pairs, what this page holds last. */
export function entries(whose) {
  return keys("jishi.").filter((key) => key.indexOf(whose) >= 0).map((key) => [key, memory.get(key) || store().getItem(key)]);
}

export function takeEntries(pairs) {
  pairs.forEach(([key, written]) => {
    try {
      if (store().getItem(key) === written) store().removeItem(key);
    } catch (error) {
      /* it was in memory only */
    }
  });
}

/* Puts one back; where something else stands by now, `merge` makes one of both. False when the phone is full. */
export function restoreEntry(key, written, merge) {
  const present = get(key);
  const value = present ? merge(JSON.parse(written), present) : JSON.parse(written);
  if (put(key, value)) return true;
  memory.delete(key);
  return false;
}
