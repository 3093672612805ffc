import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { toBytes } from "../../sim/bytes.ts";
import { readSecretFile } from "../../src/capture/known-secret.ts";
import { Scanner } from "../../src/judge/scan.ts";
import { tempFolder } from "../build/temp-project.ts";
import { OTHER_PSK, PSK, SECRETS, SSID } from "../capture/known-secrets.ts";
import { looksLikeStackTrace, type Outcome, tightlip } from "./cli.ts";

const folder = tempFolder({
  "secrets.json": JSON.stringify({ "wifi.ssid": SSID, "wifi.psk": PSK }),
  "leaky.log": `boot\njoining ${SSID}\npsk ${Buffer.from(PSK).toString("hex")}\n`,
  "quiet.log": "boot\nready\n",
  "one.log": "boot 1\ndigest 7a11\n",
  "other.log": "boot 2\ndigest 0c22\n",
  "again.log": "boot 3\ndigest 7a11\n",
  "two-values.json": JSON.stringify({ "wifi.psk": [PSK, OTHER_PSK] }),
  "list.json": "[1, 2]",
  "broken.json": `{ "wifi.psk": "${PSK}`,
  "names.json": `{ "${PSK} is mine": "x" }`,
});

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
const isReport = ajv.compile(JSON.parse(readFileSync("schema/check-report.schema.json", "utf8")));

/** Runs it in the folder with the test's files. */
async function scan(...args: string[]): Promise<Outcome> {
  const outcome = await tightlip(["scan", ...args], { cwd: folder });
  expectNoSecret(outcome.stdout + outcome.stderr);
  expect(looksLikeStackTrace(outcome.stderr)).toBe(false);
  if (outcome.stdout.startsWith("{"))
    expect(isReport(JSON.parse(outcome.stdout)), ajv.errorsText(isReport.errors)).toBe(true);
  return outcome;
}

function expectNoSecret(text: string): void {
  const scanner = new Scanner(SECRETS.map(({ name, values: [value] }) => ({ name, value })));
  expect(scanner.scan(toBytes(text))).toEqual([]);
}

describe("tightlip scan", () => {
  it("prints the report that check prints, as JSON with --json, and exits with 1 where something was found", async () => {
    const { code, stdout, stderr } = await scan(
      "leaky.log",
      "quiet.log",
      "--secrets",
      "secrets.json",
      "--json",
      "--report",
      "html,sarif,junit,json,md",
    );
    expect(code).toBe(1);
    expect(readFileSync(join(folder, "tightlip.json"), "utf8")).toBe(stdout);
    expect(readFileSync(join(folder, "tightlip.md"), "utf8")).toContain(
      "- **clear**: `wifi.ssid` → cable at `leaky.log:2`\n  <br>cable can read it, by `log`.",
    );
    for (const file of ["tightlip.html", "tightlip.sarif", "tightlip.junit.xml"])
      expectNoSecret(readFileSync(join(folder, file), "utf8"));
    const { schema, appliances } = JSON.parse(stdout);
    expect(schema).toBe(1);
    expect(appliances.map((a: { main: string; verdict: string }) => [a.main, a.verdict])).toEqual([
      ["leaky.log", "leaks"],
      ["quiet.log", "keeps"],
    ]);
    expect(appliances[0].secrets).toContainEqual({ name: "wifi.psk", fingerprint: null, exercised: null });
    expect(appliances[0].findings).toEqual([
      expect.objectContaining({
        rule: "clear/log",
        secret: "wifi.ssid",
        observer: "cable",
        source: { file: "leaky.log", line: 2, stack: [] },
        replay: "tightlip scan leaky.log --secrets secrets.json",
      }),
      expect.objectContaining({ rule: "encoded/log", secret: "wifi.psk", chain: ["hex"] }),
    ]);
    expect(stderr).toContain("✖ leaky.log leaks: wifi.psk and wifi.ssid were found");
    expect(stderr).toContain("✔ quiet.log: wifi.ssid and wifi.psk were not found");
  });

  it("takes a value from the environment, and exits with 0 where nothing was found", async () => {
    const env = { TIGHTLIP_SECRET_WIFI_PSK: PSK };
    const quiet = await tightlip(["scan", join(folder, "quiet.log"), "--secret", "wifi.psk"], { env });
    const leaky = await tightlip(["scan", join(folder, "leaky.log"), "--secret", "wifi.psk"], { env });
    expect([quiet.code, leaky.code]).toEqual([0, 1]);
  });

  it("compares two files that were made with two values, and says how to do so again", async () => {
    const args = [
      "--compare",
      "one.log",
      "other.log",
      "--noise",
      "again.log",
      "--secrets",
      "two-values.json",
    ];
    const { code, stdout, stderr } = await scan(...args, "--json");
    expect(code).toBe(1);
    const [{ verdict, findings, capture }] = JSON.parse(stdout).appliances;
    expect(verdict).toBe("leaks");
    expect(findings).toEqual([
      expect.objectContaining({
        ...{ rule: "derived/log", secret: "wifi.psk", observer: "cable", where: "on line 2" },
        replay: `tightlip scan ${args.join(" ")}`,
      }),
    ]);
    expect(capture.compared).toEqual({ file: "other.log", noise: ["again.log"] });
    expect(stderr).toContain("✖ one.log leaks: wifi.psk makes a difference");
  });

  it.each([
    ["one file to compare", ["--compare", "one.log", "--secrets", "secrets.json"], /takes two files/],
    ["noise without a comparison", ["one.log", "--noise", "one.log"], /--noise goes with --compare/],
    ["no secrets", ["leaky.log"], /It is not said what to look for/],
    ["a value on the command line", ["leaky.log", "--secret", `wifi.psk=${PSK}`], /--secret takes a name/],
    ["nobody to ask", ["leaky.log", "--secret", "wifi.psk"], /nobody to ask for wifi.psk/],
    ["a capture that is not there", ["none.pcap", "--secrets", "secrets.json"], /none.pcap: can't be read/],
  ])("refuses %s in a line", async (_, args, expected) => {
    const { code, stdout, stderr } = await scan(...args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(expected);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("refuses a key log where there is no tshark to use it", async () => {
    const args = ["scan", "quiet.log", "--secrets", "secrets.json", "--keylog", "quiet.log"];
    const { code, stderr } = await tightlip(args, { cwd: folder, env: { PATH: folder } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/tshark, which does not run here. Install it/);
  });

  it.each([
    ["a value in place of a file", PSK, /can't be read \(ENOENT\)/],
    ["a list in place of names", "list.json", /not an object of names and values/],
    ["what is not JSON", "broken.json", /is not JSON/],
    ["a name that is none", "names.json", /a name that is none/],
  ])("refuses secrets that are %s, and quotes nothing of them", (_, file, expected) => {
    expect(() => readSecretFile(join(folder, file))).toThrow(expected);
    expect(() => readSecretFile(join(folder, file))).not.toThrow(PSK);
  });

  it("does not know what is in a file that is empty", async () => {
    writeFileSync(join(folder, "empty"), "");
    const { code, stdout } = await scan("empty", "--secrets", "secrets.json");
    expect(code).toBe(4);
    expect(stdout).toContain("? empty unknown: it is empty");
  });

  it("finds the relay's upload of lesson 1 in a capture of the simulator, where it is not hidden by TLS", async () => {
    const file = (name: string) => join(folder, name);
    const relay = ["run", "devs/lessons/01-cloud-relay/leaky.ts", "--for", "10s"];
    const written = await tightlip([
      ...[
        ...relay,
        "--pcapng",
        file("inside.pcapng"),
        "--inside-tls",
        "--save-secrets",
        file("canaries.json"),
      ],
    ]);
    expect(written.stderr).toContain("canaries.json holds what the device sent, secrets included.");
    expect(statSync(file("canaries.json")).mode & 0o777).toBe(0o600);
    await tightlip([...relay, "--pcapng", file("path.pcapng")]);

    const inside = await scan("inside.pcapng", "--secrets", "canaries.json", "--json");
    const onThePath = await scan("path.pcapng", "--secrets", "canaries.json");

    expect(inside.code).toBe(1);
    const leaks = JSON.parse(inside.stdout).appliances[0].findings.filter(
      (finding: { release: string | null }) => finding.release === null,
    );
    expect(leaks.map((f: Record<string, unknown>) => [f.secret, f.rule, f.observer, f.to, f.chain])).toEqual(
      ["wifi.psk", "wifi.ssid"].map((secret) => [
        ...[secret, "clear/http", "endpoint", "pairing.cloud.example:443", ["json"]],
      ]),
    );
    expect(onThePath.code).toBe(4);
    expect(onThePath.stdout).toContain("pairing.cloud.example:443 spoke TLS, which hides the content");
  });
});
