/** Hints for mistakes that DeviceScript's differences from Node and browsers invite. */

import type { Problem } from "./problem.ts";

type Hint = readonly [matches: RegExp, hint: string | ((found: RegExpExecArray) => string)];

/** Where browsers and Node have a global, DeviceScript has a library, or nothing. */
const GLOBALS: Readonly<Record<string, string>> = {
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

const LIBRARIES =
  "core, cloud, crypto, drivers, gpio, graphics, i2c, net, observables, ros, runtime, server, settings, spi, test";

/** The first that matches the message counts. */
const HINTS: readonly Hint[] = [
  [
    /Cannot find module '@devicescript\/([^']*)'/,
    ([, name]) => `DeviceScript has no library "${name}"; it has ${LIBRARIES}.`,
  ],
  [
    /Cannot find module '\.[^']*'/,
    () => "relative imports name a .ts file of the project, without its extension.",
  ],
  [
    /Cannot find module '([^']*)'/,
    ([, name]) =>
      `"${name}" is not a DeviceScript library: Node's modules are not there, and a package from npm needs a "devicescript": { "library": true } section in its package.json.`,
  ],
  [
    /missing "devicescript" section/,
    () =>
      `only packages made for DeviceScript can be imported; theirs have "devicescript": { "library": true }.`,
  ],
  [/(?:Cannot find name|unknown name:?) '?(\w+)'?/, ([, name]) => GLOBALS[name!] ?? ""],
  [
    /'await' missing/,
    () =>
      "DeviceScript has no promises at run time: call async functions with await, inside an async function.",
  ],
  [
    /async function of type/,
    () => "this callback is called without await; start a fiber inside it with setTimeout(async () => …, 0).",
  ],
  [
    /'?await'? expressions? (?:are|is) only allowed/,
    () => "mark the enclosing function async; at the top level, await needs a file with an import or export.",
  ],
  [
    /closure references to loop variables/,
    () => "use array.forEach, or call a function from the loop's body.",
  ],
  [/'var' not allowed/, () => "use let or const."],
  [/\.toString\(\) method is not called/, () => "give the method another name and call it by it."],
  [/implicitly has an 'any' type/, () => "DeviceScript compiles in strict mode: write the parameter's type."],
  [
    /regular expression|RegularExpressionLiteral/i,
    () => "DeviceScript has no regular expressions: use string methods.",
  ],
  [
    /not supported|unsupported|unhandled|only (?:simple|single|top-level|literals|for)/i,
    () => "DeviceScript compiles a part of TypeScript; its language page lists what is missing.",
  ],
  [/board\.archId/, () => `"archId" names the chip family, such as "esp32c3".`],
  [
    /invalid productId/,
    () =>
      `"productId" is the board's own number from 0x30000000 to 0x3fffffff, as a string such as "0x3a1b2c3d".`,
  ],
  [/too long \(max/, () => "setting keys are stored in flash and must be short."],
];

/** A hint for a problem, or null. */
export function hintFor({ message }: Problem): string | null {
  for (const [pattern, hint] of HINTS) {
    const found = pattern.exec(message);
    if (found) return (typeof hint === "string" ? hint : hint(found)) || null;
  }
  return null;
}
