/**
 * Copies a running world so that both continue independently and identically.
 *
 * State in the simulator is plain data in fields, so one generic copy serves all of it: objects keep their
 * class, cycles stay cycles, functions and frozen objects are shared. What is not plain data (the VM's memory, a
 * tape that only grows) says itself how it is copied.
 */

/** A method with this name copies the object it belongs to; the result stands for it in the copy. */
export const FORK: unique symbol = Symbol("fork");

interface Forkable {
  [FORK](forker: Forker): unknown;
}

export class Forker {
  private readonly copies = new Map<object, unknown>();

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

  copy<T>(value: T): T {
    if (typeof value !== "object" || value === null) return value;
    const known = this.copies.get(value);
    if (known !== undefined) return known as T;
    return this.copyObject(value) as T;
  }

  /** A new object of the same class whose fields are copies. */
  copyFields<T extends object>(original: T): T {
    const copy = this.known(original, Object.create(Object.getPrototypeOf(original)));
    for (const key of Object.keys(original) as (keyof T)[]) copy[key] = this.copy(original[key]);
    return copy;
  }

  private copyObject(value: object): unknown {
    if (FORK in value) return (value as Forkable)[FORK](this);
    if (ArrayBuffer.isView(value)) return this.known(value, (value as Uint8Array).slice());
    if (Array.isArray(value)) {
      const copy: unknown[] = this.known(value, []);
      for (const item of value) copy.push(this.copy(item));
      return copy;
    }
    if (value instanceof Map) {
      const copy = this.known(value, new Map());
      for (const [key, item] of value) copy.set(this.copy(key), this.copy(item));
      return copy;
    }
    if (value instanceof Set) {
      const copy = this.known(value, new Set());
      for (const item of value) copy.add(this.copy(item));
      return copy;
    }
    return Object.isFrozen(value) ? value : this.copyFields(value);
  }
}
