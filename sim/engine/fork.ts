/**
 * Copies a running world so that both continue independently and identically.
 *
 * State in the simulator is plain data in fields, so one generic copy serves all of it; cycles stay cycles. An object
 * of a class is copied only if its class says how, in a method {@link FORK}: most copy their fields, a tape that only
 * grows shares its events. Whatever else cannot be copied (a function, a promise, an object of somebody else's class) is
 * refused, unless it was declared shared: sharing it silently would let one copy change the other.
 */

/** A method with this name copies the object it belongs to; the result stands for it in the copy. */
export const FORK: unique symbol = Symbol("fork");

interface Forkable {
  [FORK](forker: Forker): unknown;
}

/** Something in the state cannot be copied; `message` says what and where. */
export class CannotFork extends Error {}

/** A field like any other. */
const DATA = { writable: true, enumerable: true, configurable: true };

export class Forker {
  private readonly copies = new Map<object, unknown>();
  /** Names of the fields that lead to what is being copied. */
  private readonly path: string[] = [];

  /** Everything reachable from here is the same object in the copy. */
  share(...objects: readonly object[]): this {
    for (const object of objects) this.copies.set(object, object);
    return this;
  }

  /** `copy` stands for `original`, whose contents are still being copied. */
  known<T extends object>(original: T, copy: T): T {
    this.copies.set(original, copy);
    return copy;
  }

  /** Throws {@link CannotFork}. */
  copy<T>(value: T): T {
    const isPrimitive = value === null || (typeof value !== "object" && typeof value !== "function");
    if (isPrimitive) return value;
    const known = this.copies.get(value);
    if (known !== undefined) return known as T;
    return this.copyObject(value) as T;
  }

  /** The copy of what stands at `name` in the object that is being copied. */
  copyAt<T>(name: string, value: T): T {
    this.path.push(name);
    const copy = this.copy(value);
    this.path.pop();
    return copy;
  }

  /** A new object of the same class whose fields are copies. */
  copyFields<T extends object>(original: T): T {
    const copy = this.known(original, Object.create(Object.getPrototypeOf(original)));
    for (const key of Object.keys(original)) {
      const value = this.copyAt(key, original[key as keyof T]);
      // Set like others, a field of that name would become the prototype.
      if (key === "__proto__") Object.defineProperty(copy, key, { ...DATA, value });
      else copy[key as keyof T] = value;
    }
    return copy;
  }

  private copyObject(value: object): unknown {
    if (FORK in value) return (value as Forkable)[FORK](this);
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      return this.known(value, Uint8Array.prototype.slice.call(value));
    }
    if (Array.isArray(value)) {
      const copy: unknown[] = this.known(value, []);
      for (let i = 0; i < value.length; i++) copy.push(this.copyAt(String(i), value[i]));
      return copy;
    }
    if (isOf(value, Map)) {
      const copy = this.known(value, new Map());
      for (const [key, item] of value) copy.set(this.copyAt("key", key), this.copyAt(String(key), item));
      return copy;
    }
    if (isOf(value, Set)) {
      const copy = this.known(value, new Set());
      for (const item of value) copy.add(this.copyAt("item", item));
      return copy;
    }
    if (isPlain(value)) return this.copyFields(value);
    throw new CannotFork(
      `a world cannot be forked with ${kindOf(value)} at "${this.path.join(".")}": keep plain data there, give its class a method [FORK], or declare it shared.`,
    );
  }
}

/** An object of just this class: one that extends it may hold more than its contents. */
function isOf<T extends object>(value: object, type: new () => T): value is T {
  return Object.getPrototypeOf(value) === type.prototype;
}

/** An object without a class, whichever realm it comes from. */
function isPlain(value: object): boolean {
  if (typeof value === "function") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: object): string {
  if (typeof value === "function") return "a function";
  const type: unknown = value.constructor;
  return typeof type === "function" ? `an object of class ${type.name}` : "an object";
}
