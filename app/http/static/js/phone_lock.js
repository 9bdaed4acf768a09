/* One at a time, over all pages and the worker: Web Locks where there are, else a lease that its holder renews. */

import { change } from "./phone_db.js";

const LEASE = 30000;
const WAIT = 500;
const LEFT = "jishi.left";

/* The page that went away last while it was sending. The database would not hear of it in time: a page that leaves ends no
   transaction. No worker can read this; it waits the lease out. */
function leftBy() {
  try {
    return self.localStorage ? self.localStorage.getItem(LEFT) : null;
  } catch (error) {
    return null;
  }
}

function leave(holder) {
  try {
    self.localStorage.setItem(LEFT, holder);
  } catch (error) {
    /* private mode: the lease runs out */
  }
}

async function claim(holder) {
  let mine = false;
  await change(["meta"], ({ meta }) => {
    const lease = meta.find((row) => row.key === "lease");
    const left = lease && lease.holder !== leftBy() ? lease.until - Date.now() : 0;
    mine = left <= 0 || left > LEASE || lease.holder === holder; /* more than a whole lease: the clock was put back */
    return mine ? [["put", "meta", { key: "lease", holder, until: Date.now() + LEASE }]] : [];
  });
  return mine;
}

async function leased(act) {
  const holder = String(Math.random());
  const away = () => {
    leave(holder);
    give();
  };
  const give = () => change(["meta"], ({ meta }) => {
    const mine = meta.some((row) => row.key === "lease" && row.holder === holder);
    return mine ? [["drop", "meta", "lease"]] : [];
  });
  while (!(await claim(holder))) await new Promise((resolve) => setTimeout(resolve, WAIT));
  const renewal = setInterval(() => claim(holder), LEASE / 3);
  if (self.addEventListener) self.addEventListener("pagehide", away);
  try {
    return await act();
  } finally {
    clearInterval(renewal);
    if (self.removeEventListener) self.removeEventListener("pagehide", away);
    await give();
  }
}

/* Whoever waits in vain (a page asleep holds it) goes on without: the server takes a write only once in any case. */
async function locked(locks, act) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), LEASE);
  let begun = false;
  try {
    return await locks.request("jishi-queue", { signal: stop.signal }, () => {
      begun = true;
      clearTimeout(late);
      return act();
    });
  } catch (error) {
    if (begun) throw error;
    return act();
  } finally {
    clearTimeout(late);
  }
}

export function alone(act) {
  const locks = self.navigator && self.navigator.locks;
  return locks ? locked(locks, act) : leased(act);
}
