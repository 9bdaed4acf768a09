/* What the phone keeps. Where the browser refuses to (private mode, full), it is kept as long as the page is open. */

const memory = new Map();

function store() {
  try {
    return window.localStorage;
  } catch (error) {
    return null;
  }
}

/* true when what was kept outlives the page. */
export function put(key, value) {
  const written = JSON.stringify(value);
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
  return found.filter((key) => key.indexOf(prefix) === 0).sort();
}

/* Whose phone this is now: nothing of another person is shown or sent. */
export function person() {
  const meta = document.querySelector("meta[name='jishi:person']");
  return meta ? meta.content : "";
}
