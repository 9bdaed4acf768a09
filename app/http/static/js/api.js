/* One way to the API: same-origin cookies, JSON, problem documents. Syntax: Chrome 78, iOS 13. */

const page = typeof document === "undefined" ? null : document; /* the worker has none */

export function text(name) {
  const words = page && page.body ? page.body.dataset : {};
  return words["t" + name.charAt(0).toUpperCase() + name.slice(1)] || "";
}

/* A random UUID; crypto.randomUUID is younger than the phones we serve. */
export function mint() {
  if (self.crypto.randomUUID) return self.crypto.randomUUID();
  const bytes = self.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/* What came back instead of success. `status` 0 means that no answer came: the write may or may not have arrived. */
export class Problem extends Error {
  constructor(status, body) {
    super((body && body.detail) || text(status === 401 ? "signin" : status ? "failed" : "network"));
    this.status = status;
    this.body = body || {};
    this.errors = this.body.errors || [];
    this.code = this.body.code || "";
  }
}

/* What the phone kept of pages before this says what no longer holds; a draft changes no page. A worker that is there keeps
   pages before it has this page in hand. */
function tellWorker() {
  const workers = page && self.navigator.serviceWorker;
  if (!workers) return;
  if (workers.controller) workers.controller.postMessage({ wrote: true });
  else workers.ready.then((found) => found.active.postMessage({ wrote: true }));
}

/* send("PUT", "/api/v1/...", {body, etag, form, keepalive, signal, person}) -> {status, data, etag}; throws Problem.
   `person` is whose write it is: the server refuses it from anybody else's session. */
export async function send(method, url, options) {
  const wanted = options || {};
  const headers = { Accept: "application/json, application/problem+json" };
  headers["Accept-Language"] = (page && page.documentElement.lang) || wanted.lang || "zh-CN";
  if (wanted.person) headers["X-Jishi-Person"] = wanted.person;
  if (wanted.etag !== undefined && wanted.etag !== null && wanted.etag !== "") {
    const etag = String(wanted.etag);
    headers["If-Match"] = etag.charAt(0) === '"' ? etag : '"' + etag + '"';
  }
  let body;
  if (wanted.form) body = wanted.form;
  else if (wanted.body !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(wanted.body);
  }
  let response;
  try {
    response = await fetch(url, {
      method,
      headers,
      body,
      credentials: "same-origin",
      keepalive: Boolean(wanted.keepalive),
      signal: wanted.signal,
    });
  } catch (error) {
    throw new Problem(0, null);
  }
  const type = response.headers.get("Content-Type") || "";
  const data = type.indexOf("json") >= 0 ? await response.json().catch(() => undefined) : null;
  if (!response.ok) throw new Problem(response.status, data || null);
  if (data === undefined) throw new Problem(0, null); /* it broke off: what was answered is not known */
  if (method !== "GET" && !(wanted.body && wanted.body.submit === false)) tellWorker();
  return { status: response.status, data, etag: response.headers.get("ETag") };
}

/* "POST /api/v1/months/{month}/close" -> {method, url}; braces are filled from `values`, which lose what was used. */
export function target(spec, values) {
  const [method, pattern] = spec.trim().split(/\s+/);
  const url = pattern.replace(/\{([\w.]+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined || value === null) return whole;
    delete values[name];
    return encodeURIComponent(value);
  });
  return { method: method.toUpperCase(), url };
}

/* "/units/{id}" with what the server answered. */
export function fill(pattern, data) {
  return pattern.replace(/\{([\w.]+)\}/g, (whole, name) =>
    encodeURIComponent(name.split(".").reduce((at, key) => (at === null || at === undefined ? "" : at[key]), data)),
  );
}
