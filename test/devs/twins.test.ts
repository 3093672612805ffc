import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { buildImage } from "../../src/compile/build.ts";
import { loadMeteredVmModule } from "../../src/metered-vm.ts";
import { findAppliances } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { emptyCache, tempProject } from "../compile/temp-project.ts";
import { judged } from "../judge/judged.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Leaks in runs of more than ten minutes are not measured nor shortened, which would take dozens of runs. */
const UNEXPLAINED_MICROS = 601e6;

interface Twin {
  readonly name: string;
  /** Action of the twin that the appliance does not have. */
  readonly does: string;
  readonly line: string;
  readonly changed: string;
  /** `secret degree observer` of what shows then. */
  readonly shows: readonly string[];
}

const TWINS: readonly Twin[] = [
  {
    name: "kettle",
    does: "prints the passphrase in hexadecimal before it joins",
    line: "await psk.joinWifi(wifi, ssid),",
    changed: "{ console.log(psk.use((bytes) => bytes.toString('hex'))); await psk.joinWifi(wifi, ssid); },",
    shows: ["wifi.psk encoded cable"],
  },
  {
    name: "door-lock",
    does: "prints the right code beside a wrong one",
    line: "      wrong++;",
    changed: "      wrong++; console.log('not', this.code.use((bytes) => bytes.toString('utf-8')));",
    shows: ["settings.pin clear cable"],
  },
  {
    name: "plug",
    does: "publishes its password in the connection in which it may sign in with it",
    line: 'await mqtt.publish(STATE, load.wanted > 0 ? "on" : "off", true);',
    changed: "await mqtt.publish(STATE, password?.use((bytes) => bytes.toString('hex')));",
    shows: ["settings.mqtt_pass encoded endpoint"],
  },
  {
    name: "air-purifier",
    does: "tells the usage server who it is",
    line: "if (!lookedForUpdate) await lookForUpdate();",
    changed: "await send(USAGE_TO, (await vault.load(TOKEN))?.use((bytes) => bytes.toString('hex')));",
    shows: ["settings.cloud_token encoded endpoint"],
  },
  {
    name: "air-conditioner",
    does: "proves who it is by a hash of its key, without what the cloud asked with",
    line: "key.hmac(nonce)",
    changed: 'key.hmac("")',
    shows: ["settings.device_key derived endpoint"],
  },
  {
    name: "television",
    does: "shows who is signed in",
    line: "await screen.message.write(!on",
    changed:
      "await screen.message.write(on ? (await vault.load(TOKEN))?.use((bytes) => bytes.toString('utf-8')) : !on",
    shows: ["settings.account_token clear bystander", "settings.account_token clear bus"],
  },
];

/** One of them; `npm run soak` tries all. */
const sampled =
  process.env.TIGHTLIP_SOAK === "1" ? TWINS : [TWINS[Random.stream(2, "twins").below(TWINS.length)]];

const titled = sampled.map((twin) => [twin.name, twin.does, twin] as const);

it.each(titled)("a %s that %s is told from one that does not", async (_name, _does, twin) => {
  const main = `devs/appliances/${twin.name}/main.ts`;
  const root = tempProject({});
  for (const part of ["package.json", "services", "devs/index.ts", "devs/provision.ts", "devs/lib"])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  cpSync(join(ROOT, dirname(main)), join(root, dirname(main)), { recursive: true });
  const program = readFileSync(join(ROOT, main), "utf8");
  expect(program).toContain(twin.line);
  writeFileSync(join(root, main), program.replace(twin.line, twin.changed));
  const [appliance] = findAppliances(main);
  const { policy } = await loadPolicy(appliance);

  const verdict = judged(buildImage(join(root, main), { cache: emptyCache() }).image, {
    vm: loadMeteredVmModule(),
    virtualMicros: UNEXPLAINED_MICROS,
    policy: { ...policy, scenarios: policy.scenarios!.slice(0, 1), pairs: ["different"], safety: [] },
  });

  const open = verdict.findings.filter((finding) => finding.allowed === null);
  const told = new Set(open.map((finding) => `${finding.secret} ${finding.degree} ${finding.observer}`));
  expect([...told]).toEqual(expect.arrayContaining([...twin.shows]));
});
