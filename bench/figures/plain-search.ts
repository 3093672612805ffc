/** A search for the bytes of a credential in what each observer sees, in place of the judge: the simplest of other tools. */
import { readdirSync } from "node:fs";
import { toBytes } from "../../sim/tape/bytes.ts";
import { findAppliances } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { AS_DECLARED, buildAppliance, observeBuilt } from "../../src/tasks/check-appliance.ts";
import { FAMILIES } from "../leakbench/families.ts";

const FOLDER = "devs/leakbench";

/** Rows by family: leaks that are there, and those that the search sees. */
export async function plainSearch(): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [letter, title] of Object.entries(FAMILIES)) {
    const files = readdirSync(FOLDER)
      .filter((file) => new RegExp(`^${letter}\\d\\d\\.ts$`).test(file))
      .sort();
    let there = 0;
    let seen = 0;
    for (const file of files) {
      const counted = await searched(`${FOLDER}/${file}`);
      there += counted.there;
      seen += counted.seen;
    }
    if (there > 0) rows.push([`${letter.toUpperCase()}: ${title}`, `${there}`, `${seen} of ${there}`]);
  }
  return [["family", "leaks that are there", "found by a plain search"], ...rows];
}

async function searched(file: string): Promise<{ there: number; seen: number }> {
  const [appliance] = findAppliances(file);
  const loaded = await loadPolicy(appliance!);
  const wanted = loaded.policy.expected?.findings ?? [];
  if (wanted.length === 0) return { there: 0, seen: 0 };
  const request = { ...AS_DECLARED, virtualMicros: null };
  const [{ run, secrets }] = observeBuilt(loaded, buildAppliance(appliance!, loaded, request), request);
  const isSeen = (secret: string, observer: string): boolean => {
    const value = secrets.find(({ name }) => name === secret)?.value;
    if (value === undefined || value === "") return false;
    const bytes = Buffer.from(toBytes(value));
    return run.tape.events.some(
      ({ from, observers, platform, payload, to }) =>
        from === "device" &&
        platform === undefined &&
        observers.some((one) => one === observer) &&
        (Buffer.from(payload ?? []).includes(bytes) || (to ?? "").includes(value)),
    );
  };
  return {
    there: wanted.length,
    seen: wanted.filter(({ secret, observer }) => isSeen(secret, observer)).length,
  };
}
