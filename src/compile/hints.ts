/** Hints for mistakes that DeviceScript's differences from Node and browsers invite. */

import type { Problem } from "./problem.ts";

/** `name` is what words in other languages know it by; `text` may have places for what the message names. */
interface Hint {
  readonly name: string;
  readonly matches: RegExp;
  readonly text: string;
}

/** A hint that was found: words for it, and what the message names. */
export interface FoundHint {
  readonly name: string;
  readonly text: string;
  /** Such as the library that is not there; null where the message names nothing. */
  readonly what: string | null;
}

/** Globals of browsers and Node, each with its DeviceScript replacement, if any. */
export const GLOBALS: Readonly<Record<string, string>> = {
  fetch: `import { fetch } from "@devicescript/net".`,
  crypto: `import { encrypt, digest } from "@devicescript/crypto".`,
  localStorage: `import { readSetting, writeSetting } from "@devicescript/settings".`,
  process: "firmware has no process; settings come from readSetting of @devicescript/settings.",
  require: "firmware has ES modules only: use import.",
  window: "firmware runs without a browser; globals stand alone.",
  document: "firmware runs without a browser; for displays see @devicescript/graphics.",
  Promise: "DeviceScript has async functions and fibers but no Promise class: await calls one by one.",
  Map: "DeviceScript has no Map: use an object literal.",
  Set: "DeviceScript has no Set: use an array or an object literal.",
  RegExp: "DeviceScript has no regular expressions: use string methods.",
};

/** Names after `@devicescript/`. */
export const DEVICESCRIPT_LIBRARIES =
  "core cloud crypto drivers gpio graphics i2c net observables ros runtime server settings spi test".split(
    " ",
  );

/** Place in a text for what the message names. */
const WHAT = "{{what}}";
/** The hint whose text depends on the name. */
const GLOBAL = "global";

/** The first that matches the message counts. */
export const HINTS: readonly Hint[] = [
  {
    name: "library",
    matches: /Cannot find module '@devicescript\/([^']*)'/,
    text: `DeviceScript has no library "{{what}}"; it has ${DEVICESCRIPT_LIBRARIES.join(", ")}.`,
  },
  {
    name: "json",
    matches: /Cannot find module '[^']*\.json'/,
    text: "firmware cannot import JSON: export an object from a .ts file.",
  },
  {
    name: "relative",
    matches: /Cannot find module '\.[^']*'/,
    text: "relative imports name a .ts file of the project, without its extension.",
  },
  {
    name: "ownPackage",
    matches: /Cannot find module 'tightlip(?:\/vitest[^']*)?'/,
    text: `"tightlip" runs on Node, in policies, configs and tests; firmware imports "tightlip/devs".`,
  },
  {
    name: "module",
    matches: /Cannot find module '([^']*)'/,
    text: `"{{what}}" is not a DeviceScript library: Node's modules are not there, and a package from npm needs a "devicescript": { "library": true } section in its package.json.`,
  },
  {
    name: "package",
    matches: /missing "devicescript" section/,
    text: `only packages made for DeviceScript can be imported; theirs have "devicescript": { "library": true }.`,
  },
  { name: GLOBAL, matches: /(?:Cannot find name|unknown name:?) '?(\w+)'?/, text: "" },
  {
    name: "await",
    matches: /'await' missing/,
    text: "DeviceScript has no promises at run time: call async functions with await, inside an async function.",
  },
  {
    name: "asyncCallback",
    matches: /async function of type/,
    text: "this callback is called without await; start a fiber inside it with setTimeout(async () => …, 0).",
  },
  {
    name: "topLevelAwait",
    matches: /'?await'? expressions? (?:are|is) only allowed/,
    text: "mark the enclosing function async; at the top level, await needs a file with an import or export.",
  },
  {
    name: "loopClosure",
    matches: /closure references to loop variables/,
    text: "use array.forEach, or call a function from the loop's body.",
  },
  { name: "var", matches: /'var' not allowed/, text: "use let or const." },
  {
    name: "toString",
    matches: /\.toString\(\) method is not called/,
    text: "give the method another name and call it by it.",
  },
  {
    name: "anyType",
    matches: /implicitly has an 'any' type/,
    text: "DeviceScript compiles in strict mode: write the parameter's type.",
  },
  {
    name: "regularExpression",
    matches: /regular expression|RegularExpressionLiteral/i,
    text: "DeviceScript has no regular expressions: use string methods.",
  },
  {
    name: "unsupported",
    matches: /not supported|unsupported|unhandled|only (?:simple|single|top-level|literals|for)/i,
    text: "DeviceScript compiles a part of TypeScript; its language page lists what is missing.",
  },
  {
    name: "archId",
    matches: /board\.archId/,
    text: `"archId" names the chip family, such as "esp32c3".`,
  },
  {
    name: "productId",
    matches: /invalid productId/,
    text: `"productId" is the board's own number from 0x30000000 to 0x3fffffff, as a string such as "0x3a1b2c3d".`,
  },
  {
    name: "tooLong",
    matches: /too long \(max/,
    text: "setting keys are stored in flash and must be short.",
  },
];

/** A hint for a problem, or null. */
export function hintFor(problem: Pick<Problem, "message">): string | null {
  return findHint(problem)?.text ?? null;
}

/** The hint with its name, for words in other languages; null where there is none. */
export function findHint({ message }: Pick<Problem, "message">): FoundHint | null {
  for (const { name, matches, text } of HINTS) {
    const found = matches.exec(message);
    if (found === null) continue;
    const what = found[1] ?? null;
    if (name !== GLOBAL) return { name, what, text: text.replace(WHAT, () => what ?? "") };
    const known = what !== null && Object.hasOwn(GLOBALS, what) ? GLOBALS[what] : null;
    return known === null ? null : { name: `${GLOBAL}.${what}`, what, text: known };
  }
  return null;
}
