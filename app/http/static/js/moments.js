/* Moments as they are said: Beijing's day and minute whatever the phone's zone is, and the hour as the phone shows it. */

const BEIJING = 8 * 3600000;

/* "2026-11-02T08:30" on Beijing's clocks; "" for what is no moment. */
export function beijing(moment) {
  const at = new Date(new Date(moment).getTime() + BEIJING);
  return isNaN(at.getTime()) ? "" : at.toISOString().slice(0, 16);
}

export function today() {
  return beijing(Date.now()).slice(0, 10);
}

/* "08:30" on this phone. */
export function clockTime(moment) {
  const at = new Date(moment);
  return String(at.getHours()).padStart(2, "0") + ":" + String(at.getMinutes()).padStart(2, "0");
}
