/** A version of a firmware as a saved tape shows it: its flows. A tape does not say which secrets are in them. */

import { isCredentialKey } from "../../sim/device/credential.ts";
import { toText } from "../../sim/tape/bytes.ts";
import { keyInImage, type TapeEvent } from "../../sim/tape/tape.ts";
import { MAX_FLOWS, Traffic } from "../judge/compare/traffic.ts";
import type { Version } from "../judge/compare/versions.ts";
import { canary } from "../judge/policy/secret.ts";
import { Scanner } from "../judge/search/scan.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { loadTape } from "./tape-file.ts";

/** Prefix of the names of secrets that are written in the source. */
const LITERAL = "literal.";

export interface TapedVersion {
  readonly seed: number;
  readonly version: Version;
}

/** Throws a UserError for a tape that can't be read, or has too much on it. */
export async function versionFromTape(file: string): Promise<TapedVersion> {
  const { header, events } = await loadTape(file);
  const { seed, image } = header;
  // Names of peers may have been made of what the world gave the device: by the seed, and in its flash.
  const known = new Map(["wifi.ssid", "wifi.psk"].map((name) => [canary(name, seed).value, name]));
  const traffic = new Traffic();
  for await (const event of events) {
    for (const [value, name] of credentialOn(event)) known.set(value, name);
    if (!traffic.add(event))
      throw new UserError(
        `${file}: has more than ${MAX_FLOWS} kinds of events, too many to compare.`,
        EXIT_USAGE,
      );
  }
  const values = [...known].map(([value, name]) => ({ name, value }));
  // A key may have been made of another credential.
  const named = new Scanner(values);
  const scanner = new Scanner(values.map(({ name, value }) => ({ name: named.redact(name), value })));
  const flows = traffic.flows((text) => scanner.redact(text));
  const { name, sha256 } = image;
  const version = {
    name,
    image: sha256,
    verdict: null,
    secrets: [],
    findings: [],
    settings: [],
    flows,
    credentials: null,
  };
  return { seed, version: { ...version, functions: null } };
}

/** The value and name of a credential that somebody who holds the board finds. */
function credentialOn({ channel, kind, to, payload }: TapeEvent): [value: string, name: string][] {
  const key = keyInImage({ channel, kind }) ?? to;
  if (channel !== "flash" || payload === null || key === null) return [];
  const text = toText(payload);
  if (key.startsWith(LITERAL)) return [[text, key]];
  if (!isCredentialKey(key)) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "string") return [[value, `settings.${key}`]];
  } catch {
    // It is stored as it is.
  }
  return [[text, `settings.${key}`]];
}
