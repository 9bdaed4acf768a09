/* A write by the outbox, for a page that stays to hear what becomes of it. */

import { Problem } from "./api.js";
import { keep, takeRefused, waiting } from "./outbox.js";

const PATIENCE = 12000;
const AFTERWARDS = 1500;
const LOOK = 20;
const asked = new Set();

/* Whether somebody on this page waits for the outcome of this write. */
export function isAsked(write) {
  return asked.has(write.id);
}

/* The reason why a write was refused, as the forms show it. */
export function problemOf(write) {
  const told = write.problem;
  const problem = new Problem(told.status, { detail: told.detail, code: told.code, errors: told.errors, current: told.current });
  problem.message = told.detail || problem.message;
  return problem;
}

/* The first word that comes of a write: {sent}, {refused} or {kept}; {} when none came in time. */
function outcomeOf(id) {
  return new Promise((resolve) => {
    const names = ["sent", "refused", "kept"];
    const end = (answer) => {
      clearTimeout(timer);
      names.forEach((name) => document.removeEventListener("jishi:" + name, hear));
      resolve(answer);
    };
    const hear = (event) => event.detail.write.id === id && end({ [event.type.slice(6)]: event.detail });
    const timer = setTimeout(() => end({}), PATIENCE);
    names.forEach((name) => document.addEventListener("jishi:" + name, hear));
  });
}

/* Calls `safe` once the outbox holds the write: the form's own copy is not needed any more. */
function watch(write, safe) {
  const timer = setInterval(() => {
    if (!waiting(write.subject).some((one) => one.id === write.id)) return;
    clearInterval(timer);
    safe();
  }, LOOK);
  return () => clearInterval(timer);
}

/* Keeps and sends it: {sent: {write, result}}, {kept: {write}} or {} while it waits; throws the Problem of a refusal,
   which is off the phone then. */
export async function sendAndHear(write, safe) {
  asked.add(write.id);
  const stop = watch(write, safe);
  try {
    const outcome = outcomeOf(write.id);
    const tried = keep(write).then(() => new Promise((resolve) => setTimeout(() => resolve({}), AFTERWARDS)));
    const came = await Promise.race([outcome, tried]);
    if (!came.refused) {
      safe();
      return came;
    }
    takeRefused(write.subject);
    throw problemOf(came.refused.write);
  } finally {
    stop();
    asked.delete(write.id);
  }
}
