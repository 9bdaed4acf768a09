/* A form as the JSON that the API takes. Names may nest: policy.check_in, items[0].text, supervisor_ids[]. */

import { text } from "./api.js";

/* One field that cannot be read as its type; `name` is the field's. */
export class Unreadable extends Error {
  constructor(name, message) {
    super(message);
    this.name_ = name;
  }
}

export function path(name) {
  return name.replace(/\[\]$/, "").split(/[.[\]]+/).filter((part) => part !== "");
}

function put(root, keys, value) {
  let at = root;
  keys.forEach((key, index) => {
    if (index === keys.length - 1) at[key] = value;
    else {
      if (at[key] === undefined) at[key] = /^\d+$/.test(keys[index + 1]) ? [] : {};
      at = at[key];
    }
  });
}

/* Removes holes that rows taken out of a list leave behind. */
function compact(value) {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(compact);
  if (value && typeof value === "object") Object.keys(value).forEach((key) => (value[key] = compact(value[key])));
  return value;
}

/* "1,107.5" (yuan) -> 110750 (fen), digit by digit: no floats touch money. */
export function fen(written) {
  const match = /^([+\-−]?)(\d{1,12})(?:\.(\d{0,2}))?$/.exec(written.replace(/[,，¥￥\s]/g, ""));
  if (!match) return null;
  const amount = parseInt(match[2], 10) * 100 + parseInt(((match[3] || "") + "00").slice(0, 2), 10);
  return match[1] && match[1] !== "+" ? -amount : amount;
}

function convert(field, raw) {
  const type = field.dataset.type || "";
  const trimmed = raw.trim();
  if (type === "int") {
    if (!/^[+-]?\d+$/.test(trimmed)) throw new Unreadable(field.name, text("number"));
    return parseInt(trimmed, 10);
  }
  if (type === "float") {
    if (trimmed === "" || !isFinite(Number(trimmed))) throw new Unreadable(field.name, text("number"));
    return Number(trimmed);
  }
  if (type === "fen") {
    const amount = fen(trimmed);
    if (amount === null) throw new Unreadable(field.name, text("money"));
    return amount;
  }
  if (type === "bool") return trimmed === "true" || trimmed === "1" || trimmed === "on";
  if (type === "json") return JSON.parse(raw);
  if (type === "list") return raw.split(/[\n,，、]+/).map((part) => part.trim()).filter(Boolean);
  if (type === "datetime") return trimmed.length === 16 ? trimmed + ":00+08:00" : trimmed + "+08:00";
  return type === "raw" ? raw : trimmed;
}

function empty(form, field) {
  return field.dataset.empty || form.dataset.empty || "omit";
}

function readMany(form, fields, root) {
  const first = fields[0];
  const chosen = fields.filter((field) => (/checkbox|radio/.test(field.type) ? field.checked : field.value !== ""));
  put(root, path(first.name), chosen.map((field) => field.value));
}

function readOne(form, field, root) {
  if (field.type === "checkbox" && field.dataset.type !== "list") {
    if (field.dataset.type === "bool") put(root, path(field.name), field.checked);
    else if (field.checked) put(root, path(field.name), convert(field, field.value));
    return;
  }
  if (field.type === "radio" && !field.checked) return;
  if (field.multiple && field.options) {
    const picked = Array.from(field.options).filter((option) => option.selected && option.value !== "");
    put(root, path(field.name), picked.map((option) => option.value));
    return;
  }
  if (field.value.trim() === "") {
    const what = empty(form, field);
    if (what === "null") put(root, path(field.name), null);
    else if (what === "keep") put(root, path(field.name), field.dataset.type === "list" ? [] : "");
    return;
  }
  put(root, path(field.name), convert(field, field.value));
}

/* The form's body; files with data-type attachment(s) are left to form.js. Throws Unreadable. */
export function read(form) {
  const root = {};
  const groups = {};
  Array.from(form.elements).forEach((field) => {
    if (!field.name || field.disabled || /^(submit|button|reset|file)$/.test(field.type)) return;
    if (/^fieldset$/i.test(field.tagName)) return;
    const many = /\[\]$/.test(field.name) || (field.type === "checkbox" && field.dataset.type === "list");
    if (many) (groups[field.name] = groups[field.name] || []).push(field);
    else readOne(form, field, root);
  });
  Object.keys(groups).forEach((name) => readMany(form, groups[name], root));
  return compact(root);
}
