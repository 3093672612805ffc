/** An appliance of this repository with one thing changed, judged: whether its check would see the change. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildImage } from "../../src/build/build.ts";
import { check } from "../../src/judge/check.ts";
import type { Policy } from "../../src/judge/policy.ts";
import { loadMeteredVmModule } from "../../src/metered-vm.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { emptyCache, tempProject } from "../build/temp-project.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Leaks in runs of more than ten minutes are not measured nor shortened, which would take dozens of runs. */
const UNEXPLAINED_MICROS = 601e6;

/**
 * `secret degree observer` of what shows of its credentials in the policy's first scenario when `line` is replaced by
 * `changed` in its program. Throws when the program has no such line.
 */
export function leaksOfTwin(name: string, policy: Policy, line: string, changed: string): string[] {
  const main = `devs/appliances/${name}/main.ts`;
  const root = tempProject({});
  for (const part of ["package.json", "services", "devs/index.ts", "devs/provision.ts", "devs/lib"])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  cpSync(join(ROOT, dirname(main)), join(root, dirname(main)), { recursive: true });
  const program = readFileSync(join(ROOT, main), "utf8");
  if (!program.includes(line)) throw new Error(`${main} has no "${line}"`);
  writeFileSync(join(root, main), program.replace(line, changed));

  const verdict = check(buildImage(join(root, main), { cache: emptyCache() }).image, {
    vm: loadMeteredVmModule(),
    crypto: nodeCrypto,
    seed: 1,
    virtualMicros: UNEXPLAINED_MICROS,
    policy: { ...policy, scenarios: policy.scenarios?.slice(0, 1), pairs: ["different"] },
  });
  const open = verdict.findings.filter((f) => f.release === null);
  return [...new Set(open.map((f) => `${f.secret} ${f.degree} ${f.observer}`))].sort();
}
