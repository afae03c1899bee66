import { types } from "node:util";

/** Whether two values are equal all the way down, as the assertions understand it. */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

/** `open` has the pairs whose comparison has begun: met again, in a cycle, they count as equal. */
function compare(a: unknown, b: unknown, open: Map<unknown, unknown>): boolean {
  if (sameValueZero(a, b)) return true;
  if (!isObject(a) || !isObject(b) || prototype(a) !== prototype(b)) return false;
  if (isTypedArray(a) && isTypedArray(b)) return sameElements(a, b);
  if (types.isAnyArrayBuffer(a) && types.isAnyArrayBuffer(b)) {
    return sameElements(new Uint8Array(a), new Uint8Array(b));
  }
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (a instanceof RegExp || a instanceof URL || a instanceof URLSearchParams) {
    return String(a) === String(b);
  }
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError("Weak maps and weak sets cannot be compared");
  }
  if (a instanceof WeakRef && b instanceof WeakRef) return compare(a.deref(), b.deref(), open);
  if (open.get(a) === b) return true;
  open.set(a, b);
  if (isCollection(a) && isCollection(b)) return sameEntries(a, b, open);
  return [...new Set([...keys(a), ...keys(b)])].every((key) =>
    key in a && key in b && compare(Reflect.get(a, key), Reflect.get(b, key), open)
  );
}

type Collection = ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>;

function sameEntries(a: Collection, b: Collection, open: Map<unknown, unknown>): boolean {
  const there = [...b.entries()];
  return a.size === b.size && [...a.entries()].every(([key, value]) => {
    const candidates = isObject(key) ? there : b.has(key) ? [[key, valueOf(b, key)]] : [];
    return candidates.some(([k, v]) => compare(key, k, open) && compare(value, v, open));
  });
}

/** The value of a key; a key of a set is its own value, as in its entries. */
function valueOf(collection: Collection, key: unknown): unknown {
  return "get" in collection ? collection.get(key) : key;
}

type Elements = ArrayLike<number | bigint>;

function sameElements(a: Elements, b: Elements): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!sameValueZero(a[i], b[i])) return false;
  return true;
}

/** NaN is NaN, and 0 is −0. */
function sameValueZero(a: unknown, b: unknown): boolean {
  return a === b || Object.is(a, b);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isTypedArray(value: object): value is object & Elements {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function isCollection(value: object): value is Collection {
  return value instanceof Map || value instanceof Set;
}

/** An object without a prototype counts as a plain one. */
function prototype(value: object): object {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

/** The keys that are compared: an instance of a class also counts what its class defines. */
function keys(value: object): PropertyKey[] {
  const own = Reflect.ownKeys(value);
  const parent = prototype(value);
  if (parent === Object.prototype || parent === Array.prototype) {
    return own.filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
  }
  return [...own, ...inherited(parent)];
}

function inherited(parent: object | null): PropertyKey[] {
  return parent === null || parent === Object.prototype || parent === Array.prototype
    ? []
    : [...Reflect.ownKeys(parent), ...inherited(Object.getPrototypeOf(parent))];
}
