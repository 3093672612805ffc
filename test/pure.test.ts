import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { rolldown } from "rolldown";
import { expect, it } from "vitest";
import { parseDuration } from "../sim/tape/duration.ts";
import { VM_SHA256 } from "../src/devicescript.ts";
import { check } from "../src/judge/verdict/check.ts";
import { loadMeteredVmBytes } from "../src/metered-vm.ts";
import { applianceAt } from "../src/subjects/appliance.ts";
import { loadPolicy } from "../src/subjects/policy-file.ts";
import { AS_DECLARED, buildAppliance, nodeTools } from "../src/tasks/check-appliance.ts";
import { judgeOptions, simulated } from "../src/tasks/judge.ts";
import { textOf } from "./pure/judge-text.ts";

const RELAY = "devs/lessons/01-cloud-relay/leaky.ts";
/** The global that the bundle defines. */
const BUNDLE = "bundle";

/** Simulator, judge and cryptography as one script. */
async function bundled(): Promise<string> {
  const warnings: string[] = [];
  const build = await rolldown({
    input: join(import.meta.dirname, "pure", "judge-text.ts"),
    platform: "browser",
    onLog: (_, log) => warnings.push(log.message),
  });
  try {
    const { output } = await build.generate({ format: "iife", name: BUNDLE });
    expect(warnings).toEqual([]);
    expect(output).toHaveLength(1);
    expect(output[0].imports).toEqual([]);
    return output[0].code;
  } finally {
    await build.close();
  }
}

it("gives in a bare JavaScript engine the verdict on the relay lesson that the check gives in Node", async () => {
  const appliance = applianceAt(RELAY);
  const loaded = await loadPolicy(appliance);
  const built = buildAppliance(appliance, loaded, AS_DECLARED);
  const verdict = check(
    simulated(nodeTools(), loaded.policy, built, AS_DECLARED),
    judgeOptions(nodeTools(), loaded.policy, AS_DECLARED),
  );
  const context = createContext({
    given: textOf({
      vmBytes: loadMeteredVmBytes(),
      vmSha256: VM_SHA256,
      image: built.image,
      identity: built.board,
      policy: loaded.policy,
      seed: AS_DECLARED.seed,
      virtualMicros: parseDuration(loaded.policy.for!)!,
    }),
  });

  runInContext(await bundled(), context);
  const judged = runInContext(`${BUNDLE}.judge(given)`, context);

  expect(verdict.word).toBe("leaks");
  expect(judged).toBe(JSON.stringify(verdict));
  const platform = [
    "process",
    "Buffer",
    "require",
    "TextEncoder",
    "URL",
    "crypto",
    "structuredClone",
    "setTimeout",
  ];
  expect(platform.filter((name) => runInContext(`typeof ${name} !== "undefined"`, context))).toEqual([]);
});
