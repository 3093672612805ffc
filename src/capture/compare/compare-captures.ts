/** Judges an appliance by two captures that differ in one secret, as the judge does with two runs. */
import { compareFindings, type How } from "../../judge/verdict/finding.ts";
import { EXIT_USAGE, UserError } from "../../user-error.ts";
import type { KnownSecret } from "../known-secret.ts";
import { nodeScanTools } from "../node-scan-tools.ts";
import { type ScanOptions, scanCapture } from "../scan-capture.ts";
import type { ScannedCapture } from "../scanned-capture.ts";
import { captureFinding, type Found, Search } from "../search.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { Messages } from "./messages.ts";

export interface ComparedFiles {
  /** Made with the first value of the secret that differs. */
  readonly first: string;
  /** Made with its second one. */
  readonly second: string;
  /** Made with the first value too: what differs between them is noise. */
  readonly noise: readonly string[];
}

const HOW: Readonly<Record<Difference["what"], How>> = {
  content: "computed",
  size: "size",
  presence: "presence",
};

/** Exactly one secret must have two values. Throws a UserError when none has, or a file can't be read. */
export async function compareCaptures(
  { first, second, noise }: ComparedFiles,
  secrets: readonly KnownSecret[],
  options: ScanOptions = {},
): Promise<ScannedCapture> {
  const secret = secretThatDiffers(secrets);
  const withValue = (index: number) =>
    secrets.map((known) => (known === secret ? { ...known, values: [known.values[index]] } : known));
  const read = async (file: string, index: number) => {
    const messages = new Messages();
    const capture = await scanCapture(file, withValue(index), { ...options, messages });
    return { messages, capture };
  };
  const a = await read(first, 0);
  const b = await read(second, 1);
  if (a.capture.format !== b.capture.format)
    throw new UserError(
      `${a.capture.file} and ${b.capture.file} can't be compared: they are ${a.capture.format} and ${b.capture.format}.`,
      EXIT_USAGE,
    );
  const same: Awaited<ReturnType<typeof read>>[] = [];
  for (const file of noise) same.push(await read(file, 0));
  const found = [...a.capture.found, ...onlyIn(b.capture, a.capture)];
  const search = new Search(secrets, nodeScanTools.crypto);
  const compared = {
    secret: secret.name,
    second: b.capture.file,
    redact: (text: string) => search.redact(text),
  };
  for (const difference of differencesOf(
    a.messages,
    b.messages,
    same.map(({ messages }) => messages),
  )) {
    for (const entry of foundFrom(difference, compared)) if (isNew(entry, found)) found.push(entry);
  }
  return {
    ...a.capture,
    found: found.sort((x, y) => compareFindings(x.finding, y.finding)),
    blindSpots: [...new Set([...a.capture.blindSpots, ...b.capture.blindSpots])],
    notUnderstood: [...a.capture.notUnderstood, ...b.capture.notUnderstood],
    compared: { file: b.capture.file, noise: same.map(({ capture }) => capture.file) },
  };
}

function secretThatDiffers(secrets: readonly KnownSecret[]): KnownSecret {
  const candidates = secrets.filter(({ values }) => values.length > 1);
  if (candidates.length === 1 && candidates[0].values.length === 2) return candidates[0];
  throw new UserError(
    'To compare captures, one secret needs the two values that they were made with, the first capture\'s first: { "wifi.psk": ["the first", "the second"] }.',
    EXIT_USAGE,
  );
}

/** Findings of the second capture that the first one does not have at the same server. */
function onlyIn(second: ScannedCapture, first: ScannedCapture): Found[] {
  return second.found
    .filter((entry) => isNew(entry, first.found))
    .map((entry) => ({ ...entry, where: `${entry.where} of ${second.file}` }));
}

/** Secret that differs, and the means to tell of it, for every finding of a comparison. */
interface ComparedSecret {
  /** Name of the secret that differs. */
  readonly secret: string;
  readonly redact: (text: string) => string;
  /** Name of the second capture. */
  readonly second: string;
}

function foundFrom({ what, message, isOnlyInSecond }: Difference, compared: ComparedSecret): Found[] {
  const { sight, mark } = message;
  const { secret, redact, second } = compared;
  const degree = what === "content" ? "derived" : "implicit";
  const to = sight.to === null ? null : redact(sight.to);
  const at = { where: isOnlyInSecond ? `${mark.where} of ${second}` : mark.where, offset: 0 };
  return sight.observers.map((observer) => ({
    finding: captureFinding(
      {
        ...{ secret, observer, degree, chain: [], channel: sight.channel, to, allowed: null },
        atMicros: mark.atMicros,
      },
      at,
      HOW[what],
    ),
    ...at,
    places: [at],
    around: null,
    count: 1,
  }));
}

/**
 * New finding: no known one tells the same observer and server the secret in the same degree, or
 * its value. Whoever has the value itself learns nothing from what else differs, and one cause is
 * told once for each degree. Where there is no other side, as in a log, each place speaks for
 * itself.
 */
function isNew({ finding, where }: Found, known: readonly Found[]): boolean {
  const { secret, observer, to, degree } = finding;
  return !known.some(
    ({ finding: other, where: place }) =>
      other.secret === secret &&
      other.observer === observer &&
      other.to === to &&
      (to !== null || place === where) &&
      (other.degree === degree || other.degree === "clear" || other.degree === "encoded"),
  );
}
