/**
 * Two versions of tightlip on the same work, by turns: `npm run bench:versions -- <folder of the older one, built>`. With
 * `--all`, the check of everything in the repository too, which takes some minutes. Words after it choose the rows that
 * have one of them. Each row is told as soon as it is measured.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Random } from "../sim/engine/random.ts";
import { type ChildTime, childTime } from "./child-time.ts";
import { copyFirmware } from "./firmware-copy.ts";
import { nestedText } from "./scan.ts";
import { formatTable, median, type Row } from "./table.ts";

const HERE = join(import.meta.dirname, "..");
const [older, ...rest] = process.argv.slice(2);
const flags = rest.filter((word) => word.startsWith("--"));
const chosen = rest.filter((word) => !flags.includes(word));
if (older === undefined) throw new Error("Name the folder of the older version.");
const VERSIONS = [resolve(older), HERE];
const FOLDER = mkdtempSync(join(tmpdir(), "tightlip-versions-"));
const MEBIBYTE = 2 ** 20;
const made = new Set<string>();
const warmed = new Set<string>();

/** Work that both versions do. */
interface Work {
  readonly what: string;
  readonly args: readonly string[];
  /** `empty`: nothing is known from before; `usual`: builds are, verdicts are not; `unchanged`: all is. */
  readonly cache: "empty" | "usual" | "unchanged";
  /** Target of the ratio. */
  readonly target: string;
  readonly rounds?: number;
}

const LESSON = "devs/lessons/01-cloud-relay/fixed.ts";
const KETTLE = "devs/appliances/kettle/main.ts";

try {
  const secrets = scanFiles();
  const rows = [
    { what: "--version", args: ["--version"], cache: "usual", target: "-", rounds: 9 },
    { what: "--help", args: ["--help"], cache: "usual", target: "-", rounds: 9 },
    ...checks("a lesson", LESSON, "-"),
    ...checks("the kettle", KETTLE, ">= 3x"),
    {
      what: "kettle, search of 500",
      args: ["check", KETTLE, "--explore", "500"],
      cache: "usual",
      target: "-",
    },
    ...[1, 2, 5, 10].map((count) => tokens(count)),
    ...[1, 10, 100, 1000].map((minutes) => tape(minutes)),
    { what: "scan of 16 MiB, binary", args: ["scan", "binary", ...secrets], cache: "usual", target: ">= 3x" },
    {
      what: "scan of 16 MiB, nested text",
      args: ["scan", "text", ...secrets],
      cache: "usual",
      target: ">= 3x",
    },
    ...(flags.includes("--all") ? everything() : []),
  ] as const satisfies readonly Work[];
  console.log(
    `node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model}`,
  );
  const wanted = rows.filter(({ what }) => chosen.length === 0 || chosen.some((word) => what.includes(word)));
  const all = wanted.map((work) => {
    const row = measured(work);
    console.error(`${row.what}: ${row.figure}, ${row.raw}`);
    return row;
  });
  console.log(formatTable(all));
} finally {
  rmSync(FOLDER, { recursive: true, force: true });
}

function checks(what: string, main: string, target: string): Work[] {
  const args = ["check", main];
  return [
    { what: `check of ${what}, empty cache`, args, cache: "empty", target },
    { what: `check of ${what}, built`, args, cache: "usual", target },
    { what: `check of ${what}, unchanged`, args, cache: "unchanged", target: "-" },
  ];
}

function everything(): Work[] {
  return [
    { what: "check of all, empty cache", args: ["check"], cache: "empty", target: ">= 3x", rounds: 1 },
    { what: "check of all, unchanged", args: ["check"], cache: "unchanged", target: ">= 30x", rounds: 3 },
  ];
}

/** A firmware that sends some tokens to its maker; all of them are secrets. */
function tokens(count: number): Work {
  const main = `tokens-${count}.ts`;
  const names = Array.from({ length: count }, (_, i) => `token${i}`);
  const text = `import { readSetting } from "@devicescript/settings"
import { fetch } from "@devicescript/net"
${names.map((name) => `const ${name} = await readSetting("${name}", "")`).join("\n")}
setInterval(async () => {
    const reply = await fetch("https://api.example/report", { method: "POST", body: "v=" + (${names.map((name) => `${name}.length`).join(" + ")} > 9) })
    await reply.close()
}, 10000)
`;
  for (const folder of VERSIONS.map(projectOf)) writeFileSync(join(folder, main), text);
  const secrets = names.map((name) => `settings.${name}`);
  const policy = JSON.stringify({ secrets, for: "30s" });
  for (const folder of VERSIONS.map(projectOf))
    writeFileSync(join(folder, main.replace(".ts", ".policy.json")), policy);
  const args = ["check", main, "--no-explore"];
  return {
    what: `check with ${count} secret${count > 1 ? "s" : ""}`,
    args,
    cache: "usual",
    target: "linear",
  };
}

function tape(minutes: number): Work {
  const args = ["run", KETTLE, "--for", `${minutes}m`, "--json"];
  return { what: `tape of ${minutes} virtual min`, args, cache: "usual", target: "linear" };
}

/** Writes what is scanned; the arguments that name the secrets. */
function scanFiles(): string[] {
  const secrets = Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`token${i}`, `canary-${i}-${7919 * (i + 1)}`]),
  );
  for (const folder of VERSIONS.map(projectOf)) {
    writeFileSync(join(folder, "binary"), Random.stream(1, "bench/scan").bytes(16 * MEBIBYTE));
    writeFileSync(join(folder, "text"), nestedText());
    writeFileSync(join(folder, "secrets.json"), JSON.stringify(secrets), { mode: 0o600 });
  }
  return ["--secrets", "secrets.json"];
}

/** A copy of the repository's firmware, the same for each version. */
function projectOf(version: string): string {
  const folder = join(FOLDER, String(VERSIONS.indexOf(version)));
  if (!made.has(folder)) {
    mkdirSync(folder);
    copyFirmware(folder, version);
    made.add(folder);
  }
  return folder;
}

function measured({ what, args, cache, target, rounds = 3 }: Work): Row {
  const times = VERSIONS.map(() => [] as ChildTime[]);
  for (let round = 0; round < rounds; round++)
    for (const [i, version] of VERSIONS.entries()) times[i].push(timeOf(version, args, cache));
  const [before, after] = times.map((all) => ({
    wall: median(all.map(({ wallMillis }) => wallMillis)),
    processor: median(all.map(({ processorMillis }) => processorMillis)),
  }));
  return {
    what,
    figure: `${(before.wall / after.wall).toFixed(1)}x`,
    target,
    raw: `${shown(before)} before, ${shown(after)} after`,
  };
}

function timeOf(version: string, args: readonly string[], cache: Work["cache"]): ChildTime {
  // A cache inside of the project would not be used.
  const usual = `${projectOf(version)}-cache`;
  const folder = cache === "empty" ? mkdtempSync(join(FOLDER, "cache-")) : usual;
  const env = { ...process.env, TIGHTLIP_CACHE: folder, XDG_DATA_HOME: join(FOLDER, "data"), CI: "1" };
  const command = [join(version, "dist/src/cli/main.js"), ...args];
  // Only one of the two versions may know the option.
  const anew = cache === "usual" && args[0] === "check" && version === HERE ? ["--no-cache"] : [];
  const run = () => childTime(process.execPath, [...command, ...anew], { cwd: projectOf(version), env });
  if (cache !== "empty" && !warmed.has(`${version} ${args.join(" ")}`)) run();
  warmed.add(`${version} ${args.join(" ")}`);
  return run();
}

function shown({ wall, processor }: { readonly wall: number; readonly processor: number }): string {
  const seconds = (millis: number) => (millis / 1000).toFixed(2);
  return `${seconds(wall)} s (${seconds(processor)} s of processor time)`;
}
