/* The day's record: a draft kept at every keystroke, synced quietly, sent once, mended where it is refused. */

import { mint } from "./api.js";
import { clear, mark, show, summarise } from "./form.js";
import { signInAgain } from "./kept.js";
import { draftKey, flush, keep, keepAtOnce, lastKnown, ready, takeRefused, waiting } from "./outbox.js";
import { mayGo, remember } from "./record_alike.js";
import { bodyOf, contentOf, same, saysSomething } from "./record_body.js";
import { showConflict } from "./record_conflict.js";
import { clockTime, today } from "./moments.js";
import { fillContent, joined, readContent, savedContent, wire } from "./record_form.js";
import { drop, get, person, put } from "./storage.js";
import { announce, toast, toastLater } from "./shell.js";

const SYNC_EVERY = 10000;
const SYNC_QUIET = 2500;
const LONGEST_PAUSE = 30000;

class Day {
  constructor(form) {
    this.form = form;
    this.subject = form.dataset.subject;
    this.key = draftKey(this.subject);
    this.saved = savedContent(form);
    this.button = document.querySelector('[data-submit="' + form.id + '"]');
    this.base = form.dataset.etag || "";
    this.state = "";
    this.filling = false;
    this.composing = false;
    this.pressed = false;
    this.wanted = false;
    this.torn = false; /* two texts are shown, and one was submitted: a quiet draft's refusal does not unsay that */
    this.canSync = form.dataset.sync !== undefined;
    this.synced = 0;
    this.timer = null;
    this.spent = 0;
    this.touched = 0;
  }

  start() {
    wire(this.form);
    this.openedOn = today();
    this.turn();
    this.restore();
    this.form.addEventListener("input", () => this.edited());
    this.form.addEventListener("change", () => this.edited());
    this.form.addEventListener("compositionstart", () => (this.composing = true));
    this.form.addEventListener("compositionend", () => {
      this.composing = false;
      this.edited();
    });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.button.addEventListener("click", () => this.pressed || this.submit());
    document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? this.sync(true) : this.turn()));
    window.addEventListener("pagehide", () => this.sync(true));
    ["sent", "refused", "kept"].forEach((what) => {
      document.addEventListener("jishi:" + what, (event) => {
        if (event.detail.write.subject === this.subject) this[what](event.detail);
      });
    });
    document.addEventListener("jishi:unsealed", () => {
      this.restore();
      this.resume();
    });
    ready.then(() => {
      this.resume();
      this.form.setAttribute("data-ready", "");
    });
  }

  /* What was written here and has not reached the server comes back, and says so. */
  restore() {
    const draft = get(this.key);
    const early = readContent(this.form); /* the phone may have been quicker than this script */
    this.restored = false;
    if (draft && !same(draft.content, this.saved)) {
      this.fill(joined(draft.content, early, this.saved));
      this.base = draft.base;
      this.spent = draft.spent || 0;
      this.restored = true;
      this.say("draft_local");
    } else {
      drop(this.key);
      if (!same(early, this.saved)) this.edited();
    }
  }

  /* The queue is read a moment later than the page: what waits, what was not taken. */
  resume() {
    const unsent = waiting(this.subject).filter((write) => write.body.submit).pop();
    const failed = takeRefused(this.subject);
    this.catchUp(lastKnown(this.subject));
    if (unsent) {
      if (!this.restored) this.fill(contentOf(unsent.body));
      this.say("waiting", unsent);
    } else if (this.restored) this.offerSaved();
    if (failed) this.refused({ write: failed, problem: failed.problem });
  }

  /* A page that the phone kept is older than what this phone itself has sent since. */
  catchUp(known) {
    if (!known || Number(known.version) <= Number(this.form.dataset.etag || 0)) return;
    this.base = String(known.version);
    this.saved = contentOf(known);
    if (this.restored) return;
    this.fill(this.saved);
    this.say(known.status === "draft" ? "draft" : "submitted");
  }

  fill(content) {
    this.filling = true;
    fillContent(this.form, content);
    this.filling = false;
  }

  offerSaved() {
    const line = document.querySelector("[data-restored]");
    line.hidden = false;
    line.querySelector("button").addEventListener("click", () => {
      const mine = readContent(this.form);
      drop(this.key);
      this.fill(this.saved);
      this.base = this.form.dataset.etag || "";
      this.say("");
      line.hidden = true;
      const back = () => {
        this.fill(mine);
        this.edited();
      };
      toast(this.form.dataset.tDiscarded, { action: this.form.dataset.tBack, run: back });
    });
  }

  edited() {
    if (this.filling) return;
    const now = Date.now();
    this.spent += this.touched ? Math.min(now - this.touched, LONGEST_PAUSE) : 0;
    this.touched = now;
    const outlives = this.file(readContent(this.form));
    const field = document.activeElement;
    if (field && field.form === this.form) field.removeAttribute("aria-invalid");
    this.say(outlives ? "draft_local" : "draft_page");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sync(), Math.max(SYNC_QUIET, this.synced + SYNC_EVERY - now));
  }

  file(content) {
    const { label, link } = this.form.dataset;
    return put(this.key, { content, base: this.base, spent: this.spent, label, link });
  }

  /* A page that was left open overnight: today is another day, and what was begun stays in its own. A phone whose clock
     is wrong is not asked: what the server has just made is today's. */
  turn() {
    const now = today();
    if (this.form.dataset.today === undefined || this.form.dataset.today >= now || location.pathname !== "/today") return;
    if (document.body.dataset.keptAt) location.replace("/today/blank" + location.search);
    else if (now !== this.openedOn) location.reload();
  }

  hasNews(content) {
    return !same(content, this.saved);
  }

  /* A private copy on the server: never while something of this day is under way, never half a word. */
  sync(leaving) {
    clearTimeout(this.timer);
    const content = readContent(this.form);
    if (!this.canSync || this.composing || this.pressed || navigator.onLine === false) return;
    if (!this.hasNews(content) || !saysSomething(content) || waiting(this.subject).length) return;
    this.synced = Date.now();
    if (!leaving) this.send(content, false);
    else if (this.file(content)) keepAtOnce(this.write(content, false));
  }

  write(content, submit) {
    const { body, places } = bodyOf(content, submit);
    body.client_id = mint();
    body.client = { created_at: new Date().toISOString(), edit_seconds: Math.round(this.spent / 1000) };
    return {
      id: body.client_id,
      kind: "record",
      subject: this.subject,
      method: "PUT",
      url: this.form.dataset.url,
      label: this.form.dataset.label,
      link: this.form.dataset.link,
      etag: this.base,
      body,
      places,
    };
  }

  send(content, submit) {
    this.file(content);
    return keep(this.write(content, submit));
  }

  async submit() {
    if (this.pressed) {
      this.wanted = true; /* a quick choice between two texts: as soon as the last outcome is done with */
      return;
    }
    this.wanted = false;
    clear(this.form);
    this.busy(true);
    const content = readContent(this.form);
    const last = waiting(this.subject).filter((write) => write.body.submit).pop();
    const again = last && JSON.stringify(bodyOf(content, true).body.items) === JSON.stringify(last.body.items) && last.body.day_type === content.day_type;
    try {
      if (!again && !(await mayGo(this.form, content))) return this.more();
      remember(this.form, content);
      await (again ? flush() : this.send(content, true));
    } finally {
      this.busy(false);
    }
    if (this.wanted) this.submit();
  }

  /* The author would rather add what was new. */
  more() {
    const texts = Array.from(this.form.querySelectorAll('[name$=".text"]')).filter((field) => field.value.trim());
    texts[texts.length - 1].focus();
  }

  busy(on) {
    this.pressed = on;
    this.button.setAttribute("aria-busy", String(on));
  }

  sent({ write, result }) {
    const content = readContent(this.form);
    const written = contentOf(result.data);
    this.base = String(result.data.version);
    this.saved = written;
    const newer = !same(content, contentOf(write.body)) && this.touched > Date.parse(write.kept_at || 0);
    if (newer) this.file(content);
    if (!write.body.submit) {
      if (!newer) this.say("draft");
      return;
    }
    if (newer) {
      toast(this.form.dataset.tSubmitted);
      this.canSync = false;
      return;
    }
    drop(this.key);
    this.leave(result.data);
  }

  leave(record) {
    const warnings = (record.warnings || []).map((warning) => warning.detail);
    if (warnings.length) put("jishi.warnings." + person() + "/" + this.subject, warnings);
    toastLater(this.form.dataset.tSubmitted);
    location.assign(this.form.dataset.next);
  }

  /* No answer came: it stays on the phone and goes again unchanged. */
  kept({ write, problem }) {
    if (!write.body.submit) return this.say("draft_local");
    this.say("waiting", write);
    if (!this.pressed) return undefined;
    if (problem.status === 401) {
      const again = { href: signInAgain(), words: this.form.dataset.tSigninLink };
      summarise(this.form, this.form.dataset.tSignin, [], again).focus();
    } else if (problem.status) toast(this.form.dataset.tRetry);
    else announce(this.form.dataset.tOffline);
    return undefined;
  }

  refused({ write, problem }) {
    takeRefused(this.subject);
    const quiet = !write.body.submit;
    if (!get(this.key)) this.file(contentOf(write.body));
    const current = problem.current || (problem.body && problem.body.current);
    if (current && (problem.code === "version-conflict" || problem.status === 412)) return this.conflict(write, current);
    if (quiet) return this.hint(write, problem);
    this.say("mend");
    show(this.form, { message: problem.message || problem.detail, status: problem.status, code: "", errors: this.placed(write, problem.errors) });
    return undefined;
  }

  /* A draft that the server does not keep: the reason stands at its field, the caret stays where it is. */
  hint(write, problem) {
    this.say("draft_local");
    if (problem.status !== 422) this.canSync = false;
    this.placed(write, problem.errors).forEach((error) => {
      const field = this.form.elements[error.name];
      if (field) mark(this.form, field, error.detail);
    });
  }

  placed(write, errors) {
    return (errors || []).map((error) => {
      const parts = error.pointer.split("/");
      if (parts[1] === "items") parts[2] = String(parts[2] === undefined ? 0 : write.places[parts[2]]);
      if (parts[1] === "items" && !parts[3]) parts[3] = "text";
      const name = parts[1] === "items" ? "items[" + parts[2] + "]." + parts[3] : parts[1];
      return { pointer: parts.join("/"), name, detail: error.detail };
    });
  }

  conflict(write, current) {
    this.say("mend");
    this.torn = this.torn || write.body.submit;
    showConflict(current, contentOf(write.body), {
      mine: () => {
        const meant = this.torn;
        this.torn = false;
        this.base = String(current.version);
        if (meant) this.submit();
        else this.edited();
      },
      theirs: () => {
        drop(this.key);
        location.reload();
      },
    });
  }

  /* What waits is said once, above the button, which then asks for nothing. */
  wait(write) {
    const note = document.querySelector("[data-dock-note]");
    note.hidden = !write;
    this.button.classList.toggle("primary", !write);
    this.button.classList.toggle("line", !!write);
    if (write) note.querySelector("span").textContent = note.dataset.tAt.replace("{time}", clockTime(write.kept_at || Date.now()));
  }

  say(name, write) {
    this.wait(name === "waiting" ? write : null);
    if (name === this.state) return;
    this.state = name;
    const slot = document.querySelector("[data-state]");
    const template = document.querySelector('template[data-sign="' + (name || "first") + '"]');
    slot.textContent = "";
    slot.appendChild(document.importNode(template.content, true));
  }
}

function warn() {
  const box = document.querySelector("[data-warnings]");
  if (!box) return;
  const key = "jishi.warnings." + person() + "/" + box.dataset.warnings;
  const found = get(key);
  if (!found) return;
  drop(key);
  box.querySelector("p").textContent = found.join(" ");
  box.hidden = false;
}

const form = document.querySelector("form[data-record]");
if (form) new Day(form).start();
else warn();
