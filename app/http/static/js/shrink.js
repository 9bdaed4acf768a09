/* A photo made small on the phone: long edge 1600 at most, upright, JPEG. One at a time, so that a cheap phone holds
   one picture in memory. What cannot be read here goes as it is: the server says what it takes. */

import { readExif } from "./exif.js";

const EDGE = 1600;
const QUALITY = 0.8;
const SMALL = 400 * 1024;
/* Two pixels, one beside the other, that say they lie on their side: who turns them has one above the other. */
const PROBE = "/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAIBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z";

let turning = null;
let queue = Promise.resolve();

function bytes(base64) {
  const text = atob(base64);
  const found = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) found[index] = text.charCodeAt(index);
  return found;
}

function byImage(file) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    const url = URL.createObjectURL(file);
    image.onload = () => resolve({ picture: image, width: image.naturalWidth, height: image.naturalHeight, free: () => URL.revokeObjectURL(url) });
    image.onerror = () => {
      URL.revokeObjectURL(url);
      reject(new Error("not a picture"));
    };
    image.src = url;
  });
}

/* The decoded picture; a bitmap is let go at once, an element only when the browser likes. */
async function decode(file) {
  if (!window.createImageBitmap) return byImage(file);
  const bitmap = await window.createImageBitmap(file).catch(() => null);
  if (!bitmap) return byImage(file);
  return { picture: bitmap, width: bitmap.width, height: bitmap.height, free: () => bitmap.close() };
}

/* Whether this browser turns pictures upright by itself; old ones leave it to the page. */
function turns() {
  if (!turning) {
    turning = decode(new Blob([bytes(PROBE)], { type: "image/jpeg" })).then(
      (probe) => {
        const upright = probe.height > probe.width;
        probe.free();
        return upright;
      },
      () => true,
    );
  }
  return turning;
}

/* Where a picture of width x height comes to stand when it lies as `orientation` says. */
function turned(context, orientation, width, height) {
  const ways = {
    2: [-1, 0, 0, 1, width, 0],
    3: [-1, 0, 0, -1, width, height],
    4: [1, 0, 0, -1, 0, height],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, height, 0],
    7: [0, -1, -1, 0, height, width],
    8: [0, -1, 1, 0, 0, width],
  };
  const way = ways[orientation];
  if (way) context.transform(way[0], way[1], way[2], way[3], way[4], way[5]);
}

function encode(canvas) {
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

async function draw(source, orientation) {
  const scale = Math.min(1, EDGE / Math.max(source.width, source.height));
  const width = Math.max(1, Math.round(source.width * scale));
  const height = Math.max(1, Math.round(source.height * scale));
  const canvas = document.createElement("canvas");
  canvas.width = orientation > 4 ? height : width;
  canvas.height = orientation > 4 ? width : height;
  const context = canvas.getContext("2d");
  context.fillStyle = "white"; /* what is transparent has no colour in a JPEG */
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  turned(context, orientation, width, height);
  context.drawImage(source.picture, 0, 0, width, height);
  const blob = await encode(canvas);
  canvas.width = 0; /* old phones keep a canvas until it has no size */
  return blob;
}

async function shrinkOne(file) {
  const said = await readExif(file);
  const asItIs = { file, takenAt: said.takenAt, shrunk: false };
  const upright = await turns();
  let source;
  try {
    source = await decode(file);
  } catch (error) {
    return asItIs;
  }
  try {
    const fits = Math.max(source.width, source.height) <= EDGE && file.size <= SMALL;
    if (fits) return asItIs;
    const blob = await draw(source, upright ? 1 : said.orientation);
    if (!blob || (blob.size >= file.size && Math.max(source.width, source.height) <= EDGE)) return asItIs;
    return { file: blob, takenAt: said.takenAt, shrunk: true };
  } catch (error) {
    return asItIs; /* a canvas that the phone cannot hold */
  } finally {
    source.free();
  }
}

/* shrink(file) -> {file, takenAt, shrunk}; never rejects. */
export function shrink(file) {
  const done = queue.then(() => shrinkOne(file));
  queue = done.catch(() => {});
  return done;
}
