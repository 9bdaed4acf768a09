/* What a day says, in two shapes: `content`, as the form holds it, and `body`, as the API takes it. */

const ITEM = ["text", "category", "place", "slot", "outcome"];
const LONG = ["difficulty", "takeaway", "late_reason"];

function trimmed(value) {
  return (value || "").trim();
}

function plainItem(item) {
  const plain = {};
  ITEM.forEach((name) => {
    if (trimmed(item[name])) plain[name] = trimmed(item[name]);
  });
  return plain;
}

/* Items without text are left out; `places` tells the form's number of each item that stays. A draft also leaves out
   what is too short to be kept yet. */
export function bodyOf(content, submit) {
  const least = submit ? 1 : 2;
  const places = [];
  const items = [];
  content.items.forEach((item, index) => {
    if (Array.from(trimmed(item.text)).length < least) return;
    places.push(index);
    items.push(plainItem(item));
  });
  const body = { day_type: content.day_type, items, attachment_ids: content.attachment_ids, submit };
  LONG.forEach((name) => {
    if (trimmed(content[name])) body[name] = trimmed(content[name]);
  });
  return { body, places };
}

export function contentOf(view) {
  const content = { day_type: view.day_type, items: view.items, attachment_ids: view.attachment_ids || [] };
  LONG.forEach((name) => (content[name] = view[name] || ""));
  return content;
}

function normal(content) {
  const body = bodyOf(content, true).body;
  return JSON.stringify([body.day_type, body.items.map((item) => ITEM.map((name) => item[name] || "")), body.attachment_ids])
    + JSON.stringify(LONG.slice(0, 2).map((name) => body[name] || ""));
}

export function same(one, other) {
  return normal(one) === normal(other) && trimmed(one.late_reason) === trimmed(other.late_reason);
}

/* Whether what the server has is what a write said. */
export function agrees(body, view) {
  if (!view.items || (body.submit && view.status === "draft")) return false;
  return normal(contentOf(body)) === normal(contentOf(view));
}

/* Whether anything was written at all, so that it is worth keeping on the server. */
export function saysSomething(content) {
  const { body } = bodyOf(content, false);
  return body.items.length > 0 || body.attachment_ids.length > 0 || Boolean(body.difficulty || body.takeaway);
}

/* Two drafts of one day as one, so that neither is lost; anything else stays as it is by now. */
export function mergedDraft(kept, present) {
  if (!kept || !kept.content || !present.content) return present;
  if (same(kept.content, present.content)) return present;
  const items = kept.content.items.map((item) => Object.assign({}, item));
  present.content.items.filter((item) => trimmed(item.text)).forEach((item) => {
    if (items.some((other) => trimmed(other.text).indexOf(trimmed(item.text)) >= 0)) return;
    const free = items.findIndex((other) => trimmed(item.text).indexOf(trimmed(other.text)) >= 0); /* an earlier state of it, or none */
    if (free >= 0) items[free] = item;
    else items[items.length - 1].text += " " + item.text;
  });
  const photos = kept.content.attachment_ids || [];
  const added = (present.content.attachment_ids || []).filter((id) => photos.indexOf(id) < 0);
  const content = Object.assign({}, present.content, { items, attachment_ids: photos.concat(added) });
  LONG.forEach((name) => (content[name] = content[name] || kept.content[name]));
  return Object.assign({}, present, { content });
}
