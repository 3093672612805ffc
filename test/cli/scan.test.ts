import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { describe, expect, it, vi } from "vitest";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { readSecretFile } from "../../src/capture/secret-file.ts";
import { scanCommand } from "../../src/cli/scan.ts";
import { Scanner } from "../../src/judge/search/scan.ts";
import { clientHello, sealedRecords } from "../../src/report/tls-record.ts";
import { OTHER_PSK, PSK, SECRETS, SSID } from "../capture/known-secrets.ts";
import { carryingKeys, pcapngOf, segment, syn } from "../capture/wire.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { looksLikeStackTrace, type Outcome, tightlip } from "./cli.ts";

const folder = tempFolder({
  "secrets.json": JSON.stringify({ "wifi.ssid": SSID, "wifi.psk": PSK }),
  "leaky.log": `boot\njoining ${SSID}\npsk ${Buffer.from(PSK).toString("hex")}\n`,
  "quiet.log": "boot\nready\n",
  "one.log": "boot 1\ndigest 7a11\n",
  "other.log": "boot 2\ndigest 0c22\n",
  "again.log": "boot 3\ndigest 7a11\n",
  "two-values.json": JSON.stringify({ "wifi.psk": [PSK, OTHER_PSK] }),
  empty: "",
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

  it("takes a value from the environment", async () => {
    const env = { TIGHTLIP_SECRET_WIFI_PSK: PSK };
    const { code, stdout } = await tightlip(["scan", join(folder, "leaky.log"), "--secret", "wifi.psk"], {
      env,
    });
    expect(code).toBe(1);
    expect(stdout).toContain("wifi.psk was found");
  });

  it("exits with 4 where it does not know, and with 0 where nothing is", async () => {
    const unknown = await scan("empty", "quiet.log", "--secrets", "secrets.json");
    expect(unknown.stdout).toContain("? empty unknown: it is empty");
    expect(unknown.code).toBe(4);
    expect((await scan("quiet.log", "--secrets", "secrets.json")).code).toBe(0);
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

  it("refuses a value on the command line, in a line that does not repeat it", async () => {
    const { code, stdout, stderr } = await scan("leaky.log", "--secret", `wifi.psk=${PSK}`);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^✖ --secret takes a name, such as wifi.psk.*\n$/);
  });

  const known = { secrets: join(folder, "secrets.json") };

  it.each([
    ["one file to compare", [], { ...known, compare: ["one.log"] }, /takes two files/],
    ["noise without a comparison", ["one.log"], { ...known, noise: ["one.log"] }, /--noise needs --compare/],
    ["no file", [], known, /No file is named/],
    ["no secrets", ["leaky.log"], {}, /It is not said what to look for/],
    ["no terminal to ask", ["leaky.log"], { secret: ["wifi.psk"] }, /no terminal to ask for wifi.psk/],
    ["a capture that is not there", ["none.pcap"], known, /none.pcap: can't be read/],
    ["a key log that is not there", ["leaky.log"], { ...known, keylog: "none" }, /the key log can't be read/],
  ])("refuses %s", async (_, files, options, expected) => {
    await expect(scanCommand(files, options)).rejects.toThrow(expected);
  });

  it("refuses a key log where there is no tshark to use it", async () => {
    vi.stubEnv("PATH", folder);
    const options = { ...known, keylog: join(folder, "quiet.log") };
    await expect(scanCommand(["quiet.log"], options)).rejects.toThrow(
      /tshark, which does not run here. Install it/,
    );
    vi.unstubAllEnvs();
  });

  it("refuses to use the keys in a capture where there is no tshark", async () => {
    vi.stubEnv("PATH", folder);
    await expect(scanCommand(["quiet.log"], { ...known, tshark: true })).rejects.toThrow(
      /tshark, which does not run here. Install it .* or leave --tshark out/,
    );
    vi.unstubAllEnvs();
  });

  it.skipIf(process.platform === "win32")(
    "starts no other program on a capture, with keys in it or not, unless it is told to",
    async () => {
      const tls = concat(clientHello(toBytes("cloud.example"), 1), sealedRecords(500, 1, "a"));
      const bin = tempFolder({
        tshark: '#!/bin/sh\necho started >> "$(dirname "$0")/started"\necho TShark 4.0.0\n',
      });
      const capture = carryingKeys(pcapngOf([syn(), segment(0, tls)]), toBytes("CLIENT_RANDOM 00 00\n"));
      writeFileSync(join(bin, "carries.pcapng"), capture);
      chmodSync(join(bin, "tshark"), 0o755);
      const args = ["scan", join(bin, "carries.pcapng"), "--secrets", join(folder, "secrets.json")];
      const env = { PATH: `${bin}:${process.env.PATH}` };
      const { code, stdout } = await tightlip(args, { env });
      expect(code).toBe(4);
      expect(stdout).toContain("it was not decrypted: the capture carries keys, which --tshark would use");
      expect(existsSync(join(bin, "started"))).toBe(false);

      await tightlip([...args, "--tshark"], { env });
      expect(existsSync(join(bin, "started"))).toBe(true);
    },
  );

  it.each([
    ["a value in place of a file", PSK, /can't be read \(ENOENT\)/],
    ["a list in place of names", "list.json", /not an object of names and values/],
    ["what is not JSON", "broken.json", /is not JSON/],
    ["a name that is none", "names.json", /a name that is none/],
  ])("refuses secrets that are %s, and quotes nothing of them", (_, file, expected) => {
    expect(() => readSecretFile(join(folder, file), () => {})).toThrow(expected);
    expect(() => readSecretFile(join(folder, file), () => {})).not.toThrow(PSK);
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
    const inside = await scan("inside.pcapng", "--secrets", "canaries.json", "--json");

    expect(inside.code).toBe(1);
    expect(inside.stderr).toMatch(
      /Taken for a packet capture \(pcapng\): \d+ bytes, \d+ packets, \d+ connections?, /,
    );
    const leaks = JSON.parse(inside.stdout).appliances[0].findings.filter(
      (finding: { release: string | null }) => finding.release === null,
    );
    expect(leaks.map((f: Record<string, unknown>) => [f.secret, f.rule, f.observer, f.to, f.chain])).toEqual(
      ["wifi.psk", "wifi.ssid"].map((secret) => [
        ...[secret, "clear/http", "endpoint", "pairing.cloud.example:443", ["json"]],
      ]),
    );
  });
});
