/* What a photo says of itself in its first bytes: when it was taken and which way it lies. Nothing else is read. */

const HEAD = 256 * 1024;
const ORIENTATION = 0x0112;
const CHANGED = 0x0132;
const DETAILS = 0x8769;
const TAKEN = 0x9003;
const OFFSET = 0x9011;

/* Where the TIFF part of a JPEG begins; -1 when it has none. */
function tiffAt(view) {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return -1;
  let at = 2;
  while (at + 10 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xda || marker === 0xd9) return -1;
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966 && view.getUint16(at + 8) === 0) return at + 10;
    at += 2 + view.getUint16(at + 2);
  }
  return -1;
}

/* The entries of one directory by their tags: numbers of one short or long, words of ASCII. */
function directory(view, tiff, offset, little) {
  const found = {};
  const start = tiff + offset;
  const count = view.getUint16(start, little);
  for (let index = 0; index < count; index += 1) {
    const entry = start + 2 + index * 12;
    const type = view.getUint16(entry + 2, little);
    const length = view.getUint32(entry + 4, little);
    const tag = view.getUint16(entry, little);
    if (type === 3) found[tag] = view.getUint16(entry + 8, little);
    else if (type === 4) found[tag] = view.getUint32(entry + 8, little);
    else if (type === 2 && length <= 64) found[tag] = words(view, length > 4 ? tiff + view.getUint32(entry + 8, little) : entry + 8, length);
  }
  return found;
}

function words(view, at, length) {
  let text = "";
  for (let index = 0; index < length; index += 1) {
    const code = view.getUint8(at + index);
    if (!code) break;
    text += String.fromCharCode(code);
  }
  return text.trim();
}

/* "2026:10:02 09:30:00", "+08:00" -> an instant; without an offset the camera's clock is taken for Beijing's. */
function instant(taken, offset) {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(taken || "");
  if (!match || match[1] < "1990" || match[1] > "2099") return "";
  const zone = /^[+-]\d\d:\d\d$/.test(offset || "") ? offset : "+08:00";
  const said = match[1] + "-" + match[2] + "-" + match[3] + "T" + match[4] + zone;
  const date = new Date(said);
  return isNaN(date.getTime()) ? "" : date.toISOString();
}

/* {takenAt, orientation} of a buffer; an empty time and 1 where it says nothing that can be understood. */
export function parse(buffer) {
  const said = { takenAt: "", orientation: 1 };
  try {
    const view = new DataView(buffer);
    const tiff = tiffAt(view);
    if (tiff < 0) return said;
    const little = view.getUint16(tiff) === 0x4949;
    if (view.getUint16(tiff + 2, little) !== 42) return said;
    const first = directory(view, tiff, view.getUint32(tiff + 4, little), little);
    if (first[ORIENTATION] >= 1 && first[ORIENTATION] <= 8) said.orientation = first[ORIENTATION];
    const more = first[DETAILS] ? directory(view, tiff, first[DETAILS], little) : {};
    said.takenAt = instant(more[TAKEN] || first[CHANGED], more[OFFSET]);
  } catch (error) {
    /* cut short, or not what it claims to be: what was understood so far */
  }
  return said;
}

/* The same of a file; Blob.arrayBuffer is younger than the phones we serve. */
export function readExif(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(parse(reader.result)));
    reader.addEventListener("error", () => resolve({ takenAt: "", orientation: 1 }));
    reader.readAsArrayBuffer(file.slice(0, HEAD));
  });
}
