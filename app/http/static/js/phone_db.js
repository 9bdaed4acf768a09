/* What waits on the phone, one record a write, in IndexedDB; where that refuses (private mode, full, broken), in
   localStorage, and at last as long as the page is open. The page and the worker use it alike.

   A row: {key, person, ...}. change() is one step that no other page comes between. */

const NAME = "jishi-phone";
export const TABLES = ["writes", "refused", "known", "sealed", "keys", "meta"];
const PATIENCE = 2000;
const ROW = "jishi.row.";

const memory = new Map();
let opening = null;

function connect() {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("no database")), PATIENCE); /* some phones never answer */
    const request = self.indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => TABLES.forEach((table) => request.result.createObjectStore(table, { keyPath: "key" }));
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      clearTimeout(late);
      const database = request.result;
      database.onversionchange = () => database.close();
      database.onclose = () => (opening = null);
      resolve(database);
    };
  });
}

function open() {
  if (!opening) {
    opening = connect();
    opening.catch(() => (opening = null));
  }
  return opening;
}

/* One transaction: `read` rows of the tables go to `act`, which answers at once with what to put and drop. */
function transact(database, tables, act) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(tables, act ? "readwrite" : "readonly");
    const found = {};
    let left = tables.length;
    const done = () => {
      if (left || !act) return;
      act(found).forEach(([what, table, one]) => {
        const store = transaction.objectStore(table);
        if (what === "put") store.put(one);
        else store.delete(one);
      });
    };
    tables.forEach((table) => {
      const request = transaction.objectStore(table).getAll();
      request.onsuccess = () => {
        found[table] = request.result;
        left -= 1;
        try {
          done();
        } catch (error) {
          reject(error);
          transaction.abort();
        }
      };
    });
    transaction.oncomplete = () => resolve(found);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error || new Error("aborted"));
  });
}

async function run(tables, act) {
  try {
    return await transact(await open(), tables, act);
  } catch (error) {
    if (!error || error.name !== "InvalidStateError") throw error;
    opening = null; /* the connection was taken away while the page slept */
    return transact(await open(), tables, act);
  }
}

function local() {
  try {
    return self.localStorage || null;
  } catch (error) {
    return null;
  }
}

/* What did not go into the database: newer than what is there. */
function besides(table) {
  const found = new Map();
  const prefix = ROW + table + ".";
  const storage = local();
  Object.keys(storage || {}).forEach((name) => {
    if (name.indexOf(prefix) !== 0) return;
    try {
      found.set(name.slice(prefix.length), JSON.parse(storage.getItem(name)));
    } catch (error) {
      /* not ours */
    }
  });
  memory.forEach((row, name) => name.indexOf(prefix) === 0 && found.set(name.slice(prefix.length), row));
  return found;
}

function merged(rows, table) {
  const found = new Map((rows || []).map((row) => [row.key, row]));
  besides(table).forEach((row, key) => found.set(key, row));
  return Array.from(found.values()).sort((one, other) => (one.key < other.key ? -1 : 1));
}

function all(tables, rows) {
  const found = {};
  tables.forEach((table) => (found[table] = merged(rows[table], table)));
  return found;
}

function forget(table, key) {
  memory.delete(ROW + table + "." + key);
  const storage = local();
  try {
    if (storage) storage.removeItem(ROW + table + "." + key);
  } catch (error) {
    /* nothing was kept there */
  }
}

/* Kept before this function ends: the last resort, and for a page that may be gone in a moment. */
export function putAside(table, row) {
  const name = ROW + table + "." + row.key;
  try {
    local().setItem(name, JSON.stringify(row));
    memory.delete(name);
    return true;
  } catch (error) {
    memory.set(name, row);
    return false;
  }
}

/* The rows of some tables, in the order of their keys: read(["writes"]) -> {writes: [...]}. */
export async function read(tables) {
  let rows = {};
  try {
    rows = await run(tables);
  } catch (error) {
    /* what is in the other places */
  }
  return all(tables, rows);
}

/* change(["writes"], ({writes}) => [["put", "writes", row], ["drop", "writes", key]]): true when all that was put
   outlives the page. */
export async function change(tables, act) {
  let steps = [];
  const once = (rows) => (steps = act(all(tables, rows)));
  try {
    await run(tables, once);
    steps.forEach(([what, table, one]) => forget(table, what === "put" ? one.key : one));
    return true;
  } catch (error) {
    once((await run(tables).catch(() => ({}))) || {});
    const drops = steps.filter((step) => step[0] === "drop");
    await run(tables, () => drops).catch(() => null);
    drops.forEach(([, table, key]) => forget(table, key));
    return steps.filter((step) => step[0] === "put").map(([, table, row]) => putAside(table, row)).every(Boolean);
  }
}
