/** Facts about a built firmware that the judge is told. */
import { cpuOfBoard } from "../../sim/device/cpu.ts";
import type { Identity } from "../../sim/device/identity.ts";
import type { Image } from "../../sim/device/image.ts";
import { isLibraryFile } from "../../sim/tape/position.ts";
import type { BranchOutcome, Program } from "../judge/subject.ts";

/** Default processor when no board is given: that of most new boards. */
const DEFAULT_FAMILY = "esp32c3";

export function programOf(
  image: Image,
  identity: Identity | undefined,
  outcomes: readonly BranchOutcome[],
): Program {
  return {
    image: image.sha256,
    given: [
      ...image.bakedDefaults.map(({ key, value }) => ({ name: settingName(key), value, setting: key })),
      ...image.bakedLiterals.map(({ name, value }) => ({ name, value, setting: null })),
    ],
    cpu: cpuOfBoard(identity?.archId ?? DEFAULT_FAMILY),
    outcomes,
    literals: { texts: textsOf(image), numbers: numbersOf(image) },
    services: image.services,
    presets: Object.keys(image.settings).sort(),
    alternatives: null,
  };
}

export function settingName(key: string): string {
  return `settings.${key}`;
}

/** Numbers that stand in the project's own source. */
function numbersOf(image: Image): number[] {
  const written = ownText(image).matchAll(/(?<![\w.])\d{1,5}(?:\.\d+)?(?![\w.])/g);
  return [...written].map((match) => Number(match[0]));
}

/** Short texts in the image that stand in the project's own source: commands that firmware compares with are among them. */
function textsOf(image: Image): string[] {
  const text = Array.from(image.bytecode, (b) =>
    b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : "\0",
  ).join("");
  const words = text.split("\0").filter((word) => /^[A-Za-z][\w:/.-]{2,23}$/.test(word));
  const own = ownText(image);
  const isLiteral = (word: string) =>
    [`"${word}"`, `'${word}'`, `\`${word}\``].some((quoted) => own.includes(quoted));
  const baked = new Set([...image.bakedDefaults, ...image.bakedLiterals].map(({ value }) => value));
  return [...new Set(words)].filter((word) => isLiteral(word) && !baked.has(word));
}

function ownText(image: Image): string {
  return image.debug.sources
    .filter((s) => !isLibraryFile(s.path))
    .map((s) => s.text ?? "")
    .join("\n");
}
