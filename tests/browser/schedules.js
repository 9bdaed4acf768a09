/* Random schedules against the phone's own modules: pages are frames that can be killed at any moment, the server is a model
   that counts what it takes, the network fails by a seeded plan. Gives back what a schedule broke; nothing when all held. */

window.runSchedule = async (seed, root) => {
  let state = seed * 2654435761 + 1;
  const random = () => {
    state = Math.imul(state ^ (state >>> 15), 2246822507) + 0x6d2b79f5;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
  const pick = (list) => list[Math.floor(random() * list.length)];
  const ME = "person-me-" + seed;
  const OTHER = "person-other-" + seed;
  const DAYS = ["post/2026-07-01", "post/2026-07-02"];
  const server = { records: {}, commits: {}, closed: {}, signedIn: ME };
  const plan = [];
  const submits = [];
  const typed = {};
  const broken = [];
  const foreign = {};
  let page = null;
  let number = 0;

  const key = (who) => btoa((who + "x".repeat(32)).slice(0, 32));
  const answer = (status, body) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

  function take(url, headers, body) {
    const subject = url.split("/").slice(-2).join("/");
    const record = server.records[subject];
    if (record && record.seen[body.client_id]) return answer(200, record.view);
    if (server.closed[subject]) return answer(409, { code: "month-closed", detail: "closed" });
    const match = (headers["If-Match"] || "").replace(/"/g, "");
    if (record && !match) return answer(409, { code: "version-conflict", current: record.view });
    if (record && match !== String(record.view.version)) return answer(412, { code: "stale", current: record.view });
    const view = { version: record ? record.view.version + 1 : 1, status: body.submit ? "submitted" : "draft", day_type: body.day_type };
    Object.assign(view, { items: body.items, attachment_ids: [] });
    server.records[subject] = { view, seen: Object.assign({}, record && record.seen, { [body.client_id]: true }) };
    server.commits[body.client_id] = (server.commits[body.client_id] || 0) + 1;
    return answer(record ? 200 : 201, view);
  }

  function respond(url, options) {
    const meant = options.headers["X-Jishi-Person"];
    if (!server.signedIn) return answer(401, { code: "unauthenticated" });
    if (meant && meant !== server.signedIn) return answer(409, { code: "other-person" });
    if (/phone-key/.test(url)) return answer(200, { keys: [{ name: server.signedIn, key: key(server.signedIn) }] });
    return take(url, options.headers, JSON.parse(options.body));
  }

  const fetchFor = (frame) => async (url, options) => {
    const fault = plan.shift() || "fine";
    if (fault === "before") throw new TypeError("cut");
    if (fault === "busy") return answer(503, { code: "busy" });
    if (fault === "slow") await new Promise((resolve) => setTimeout(resolve, 3));
    if (frame.gone) return new Promise(() => {});
    const response = respond(url, options);
    if (fault === "after") throw new TypeError("cut");
    if (fault === "hang") return new Promise((resolve, reject) => (frame.free = () => reject(new TypeError("cut"))));
    return response;
  };

  async function open(who) {
    const element = document.createElement("iframe");
    document.body.appendChild(element);
    const win = element.contentWindow;
    win.document.head.innerHTML = '<meta name="jishi:person" content="' + who + '">';
    const frame = { element, win, gone: false, loaded: {} };
    if (server.signedIn !== who) DAYS.forEach((subject) => (foreign[subject] = true)); /* an old page knows no better */
    else DAYS.forEach((subject) => (frame.loaded[subject] = (server.records[subject] || { view: {} }).view.version));
    win.fetch = fetchFor(frame);
    win.document.addEventListener("jishi:kept", (event) => shown(event.detail.write.id));
    win.document.addEventListener("jishi:sent", (event) => shown(event.detail.write.id));
    const load = (name) => win.eval("import('" + root + name + ".js')");
    [frame.outbox, frame.sealed, frame.storage] = await Promise.all([load("outbox"), load("sealed"), load("storage")]);
    await frame.outbox.ready;
    await frame.sealed.sealOthers(who);
    const asked = frame.sealed.holdKey(who).catch(() => {});
    await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 10))]);
    return frame;
  }

  function kill() {
    if (!page) return;
    page.gone = true;
    page.element.remove();
    page = null;
  }

  function shown(id) {
    submits.filter((one) => one.id === id).forEach((one) => (one.shown = true));
  }

  function base(subject) {
    const known = page.outbox.lastKnown(subject) || { version: 0 };
    return Math.max(known.version, page.loaded[subject] || 0) || "";
  }

  function submit(wait) {
    const subject = pick(DAYS);
    number += 1;
    const text = "text " + number;
    const id = seed + "-" + number;
    const body = { day_type: "on_post", items: [{ text }], attachment_ids: [], submit: true, client_id: id };
    const url = "/api/v1/x/" + subject;
    submits.push({ id, subject, text, shown: false, at: number });
    const kept = page.outbox.keep({ id, kind: "record", subject, method: "PUT", url, etag: base(subject), body, label: "", link: "" });
    return wait ? Promise.race([kept.then(() => shown(id)), new Promise((resolve) => setTimeout(resolve, 15))]) : null;
  }

  const actions = {
    submit: () => submit(true),
    submitAndDie: async () => {
      submit(false);
      await new Promise((resolve) => setTimeout(resolve, random() * 6));
      kill();
    },
    type: async () => {
      const subject = pick(DAYS);
      number += 1;
      const text = "typed " + number;
      typed[subject] = text;
      page.storage.put("jishi.draft." + ME + "/" + subject, { content: { day_type: "on_post", items: [{ text }], attachment_ids: [] } });
    },
    flush: () => Promise.race([page.outbox.flush(), new Promise((resolve) => setTimeout(resolve, 15))]),
    faults: async () => plan.push(pick(["before", "after", "busy", "slow", "hang"]), pick(["before", "after", "slow", "fine"])),
    kill: async () => kill(),
    free: async () => page.free && page.free(),
    secondPage: async () => {
      const other = await open(ME);
      await Promise.race([other.outbox.flush(), new Promise((resolve) => setTimeout(resolve, 10))]);
      other.gone = true;
      other.element.remove();
    },
    otherPhone: async () => {
      const subject = pick(DAYS);
      const record = server.records[subject];
      if (!record || server.closed[subject]) return;
      foreign[subject] = true;
      record.view = Object.assign({}, record.view, { version: record.view.version + 1, items: [{ text: "elsewhere " + seed }] });
    },
    close: async () => random() < 0.3 && (server.closed[pick(DAYS)] = true),
    ended: async () => {
      server.signedIn = "";
      await Promise.race([page.outbox.flush(), new Promise((resolve) => setTimeout(resolve, 15))]);
    },
    back: async () => {
      server.signedIn = ME;
      kill();
    },
    stranger: async () => {
      kill();
      server.signedIn = OTHER;
      const other = await open(OTHER);
      if (other.outbox.waiting().length || other.outbox.refused().length) broken.push("shown to another");
      await Promise.race([other.outbox.flush(), new Promise((resolve) => setTimeout(resolve, 10))]);
      other.gone = true;
      other.element.remove();
      server.signedIn = ME;
    },
  };
  const names = Object.keys(actions).concat(["submit", "submit", "submitAndDie", "type", "faults", "faults", "flush", "free"]);
  const told = [];
  for (let step = 0; step < 6 + Math.floor(random() * 10); step += 1) {
    const name = pick(names);
    told.push(name);
    if (!page) page = await open(ME);
    await actions[name]();
  }

  plan.length = 0;
  server.signedIn = ME;
  kill();
  page = await open(ME);
  for (let round = 0; round < 4; round += 1) await page.outbox.flush();
  const waiting = page.outbox.waiting();
  const refused = page.outbox.refused();
  if (waiting.length) broken.push("still waiting: " + JSON.stringify(waiting));
  Object.keys(server.commits).forEach((id) => server.commits[id] > 1 && broken.push("doubled: " + id));
  const conflicts = refused.filter((write) => write.problem.status === 412 || write.problem.code === "version-conflict");
  conflicts.forEach((write) => !foreign[write.subject] && broken.push("a conflict with oneself: " + JSON.stringify(write)));
  submits.forEach((one) => {
    const later = submits.some((other) => other.subject === one.subject && other.at > one.at);
    const safe = server.commits[one.id] || refused.some((write) => write.id === one.id);
    if (one.shown && !safe && !later) broken.push("lost: " + one.text);
  });
  Object.keys(typed).forEach((subject) => {
    const draft = page.storage.get("jishi.draft." + ME + "/" + subject);
    if (!draft || JSON.stringify(draft).indexOf(typed[subject]) < 0) broken.push("draft lost: " + typed[subject]);
  });
  await page.outbox.forgetAll();
  kill();
  return broken.length ? [{ seed, told, broken }] : [];
};
