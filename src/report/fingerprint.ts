/**
 * Names a finding so that it is known again in another version of the source: by what leaks to whom, how, and
 * what the line says, but not by the line's number.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { toBytes, toHex } from "../../sim/tape/bytes.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { ShownSource } from "./shown-source.ts";

/** Changes when the same finding gets another fingerprint. */
const VERSION = "1";
const HEX_DIGITS = 32;
/** Name of a secret that is written in the source, with the line and which of those on it. */
const LITERAL = /\b(literal\.[^\s›]*):\d+(?:#\d+)?/g;
/** As observers of the wire name a device: eight bytes. */
const DEVICE_ID = /^[0-9a-f]{16}$/;

/**
 * The fingerprint of each of a firmware's findings; `main` is its entry, relative to the project root. Two that are alike in all
 * that counts are told apart by their order. Never computed from a secret: what a line quotes of one is replaced by
 * its name before.
 */
export function fingerprints(
  main: string,
  findings: readonly Finding[],
  source: ShownSource | null,
): ReadonlyMap<Finding, string> {
  const seen = new Map<string, number>();
  const named = new Map<Finding, string>();
  const byLine = [...findings].sort((a, b) => (a.source?.line ?? 0) - (b.source?.line ?? 0));
  for (const finding of byLine) {
    const { rule, secret, observer, allowed, from } = finding;
    const place = finding.source;
    const text = place === null || source === null ? null : source.line(place.file, place.line);
    const key = JSON.stringify([
      VERSION,
      main,
      rule,
      withoutLine(secret),
      observer,
      peerOf(finding),
      allowed?.name ?? null,
      from,
      place?.file ?? null,
      functionOf(finding),
      text === null ? null : withoutLine(text.replace(/\s+/g, " ").trim()),
    ]);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    named.set(finding, toHex(sha256(toBytes(`${key}#${count}`))).slice(0, HEX_DIGITS));
  }
  return named;
}

/** The same where a secret is called by the line of the source that it stands on. */
function withoutLine(text: string): string {
  return text.replace(LITERAL, "$1");
}

/** Devices on the wire are called by ids that are drawn from the seed. */
function peerOf({ to }: Finding): string | null {
  return to !== null && DEVICE_ID.test(to) ? "a device" : to;
}

/** The function that the finding's line is in, as the compiler calls it; null when it is not known. */
function functionOf({ source }: Finding): string | null {
  if (source === null) return null;
  const frame = source.stack.find(({ file, line }) => file === source.file && line === source.line);
  return frame?.functionName ?? null;
}
