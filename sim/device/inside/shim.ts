/**
 * Makes a JavaScript function into one that a WebAssembly table accepts.
 *
 * A table takes only functions that a module exports. The smallest module that serves imports one function and
 * exports it again: its type section says which parameters (all i32, no result), and that is the type that
 * `call_indirect` checks. The bytes are laid out as in the WebAssembly core specification 1.0, chapter 5.
 */

/** A function of the VM that takes pointers and returns nothing. */
export type Native = (...pointers: number[]) => void;

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const SECTION = { type: 1, import: 2, export: 7 };
const I32 = 0x7f;
const FUNCTION_TYPE = 0x60;
const FUNCTION = 0x00;
/** Names of one ASCII letter, as a vector of bytes. */
const NAME = { module: [1, 0x68], field: [1, 0x66], exported: [1, 0x67] };

const modules = new Map<number, WebAssembly.Module>();

/** `hook` as a table entry of the type `(i32, …) → ()` with that many parameters. */
export function asTableEntry(hook: Native, parameters: number): Native {
  let module = modules.get(parameters);
  if (module === undefined) {
    module = new WebAssembly.Module(shimBytes(parameters));
    modules.set(parameters, module);
  }
  return new WebAssembly.Instance(module, { h: { f: hook } }).exports.g as Native;
}

/** No length in it exceeds 127, so each is one byte of LEB128. */
function shimBytes(parameters: number): Uint8Array<ArrayBuffer> {
  const type = [FUNCTION_TYPE, parameters, ...Array<number>(parameters).fill(I32), 0];
  return Uint8Array.from([
    ...MAGIC_AND_VERSION,
    ...section(SECTION.type, type),
    ...section(SECTION.import, [...NAME.module, ...NAME.field, FUNCTION, 0]),
    ...section(SECTION.export, [...NAME.exported, FUNCTION, 0]),
  ]);
}

/** A section that holds one item. */
function section(id: number, item: readonly number[]): number[] {
  return [id, item.length + 1, 1, ...item];
}
