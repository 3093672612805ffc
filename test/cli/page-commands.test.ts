/** Every command that a page shows is run here or elsewhere, or stands below with the reason why it is not. */
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { addFiles, tempProject } from "../compile/temp-project.ts";
import { REPOSITORY, tightlipEach } from "./cli.ts";
import { commandsOf } from "./transcript.ts";

/** A firmware that prints what it should not, and asks its cloud for something. */
const LEAKY = `
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";

console.log(await readSetting("token", ""));
await fetch("http://cloud.example.com/weather");
`;

/** Pages whose commands another test runs as they stand there, and those that are made from the commands. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "docs/commands.md": "the help texts, in test/reference",
  "docs/figures.md": "they measure for minutes; test/figures.test.ts holds the page against its data",
  "docs/init.md": "test/setup/init.test.ts and test/devs/packed.test.ts",
  "docs/tutorial.md": "test/cli/tutorial.test.ts",
  "docs/versions.md": "test/cli/diff.test.ts",
  "docs/walk-through.md": "test/cli/walk-through.test.ts",
};

const A_BOARD = "needs a board; docs/walk-through.md has the same with an emulated one";
const CI = ".ci/run does it";
const NOT_RUN: Readonly<Record<string, string>> = {
  "npm ci && npm start": CI,
  "npm ci && npm test": CI,
  "npm start --silent": CI,
  "npx tightlip init kettle --yes": "needs a folder outside of a project; test/setup/init.test.ts",
  "npm ci && npm pack": "test/setup/installed.test.ts packs",
  "npx --package ./tightlip-0.1.0.tgz tightlip init kettle --yes": "test/setup/installed.test.ts does it",
  "npx tightlip check kettle": CI,
  "npx tightlip check devs/lessons/01-cloud-relay": "test/devs/lessons.test.ts does it",
  "npx tightlip lesson check 01": "needs a checkout; test/cli/lesson.test.ts does it",
  "tightlip check src/main.ts --watch": "goes on until it is ended; test/cli/watch.test.ts",
  "tightlip lab": "goes on until it is ended; test/cli/lab.test.ts",
  "npx tightlip lab": "goes on until it is ended; test/cli/lab.test.ts",
  "npx tightlip lab --out lab": "test/cli/lab.test.ts does it",
  "tightlip check --against git:origin/main": "needs a repository; test/setup/pull-request.test.ts",
  "npx --no -- tightlip check --quiet --against git:HEAD || exit 1":
    "needs a repository; test/setup/commit-hook.test.ts",
  "npx tightlip policy draft --out src/main.policy.yaml": "test/tasks/policy-draft.test.ts does it",
  "tightlip policy draft": "test/tasks/policy-draft.test.ts does it",
  "tightlip show": "needs an HTML report; test/cli/show.test.ts",
  "tightlip replay r3f2a9c01": "the id of a leak that is not there; test/cli/replay.test.ts",
  "npm install tightlip": "needs a registry; test/devs/packed.test.ts installs the package",
  "tightlip flash src/main.ts": A_BOARD,
  "tightlip provision": A_BOARD,
  "tightlip monitor src/main.ts": A_BOARD,
  "tightlip flash src/main.ts --board esp32c3_bare --runtime runtime.bin --label label.txt": A_BOARD,
  "tightlip flash devs/appliances/kettle/main.ts --board esp32c3_bare --runtime sim --port sim:esp32c3=board.bin":
    "docs/walk-through.md has the same with a label",
  "tightlip provision --label label.txt --secrets home.json": A_BOARD,
  "tightlip provision --label label.txt --secrets secrets.json": A_BOARD,
  "tightlip monitor src/main.ts --secrets secrets.json": A_BOARD,
  "tightlip monitor src/main.ts --secrets secrets.json --for 2m --save board.jsonl.gz": A_BOARD,
  "tightlip forget --port /dev/ttyUSB0": A_BOARD,
  "tightlip dump --port /dev/ttyUSB0": A_BOARD,
  "tightlip scan kettle.pcapng --secrets secrets.json": "needs a recording of an appliance",
  "npx tightlip scan kettle.pcapng --secrets secrets.json": "needs a recording of an appliance",
  "tightlip scan board.pcapng --secrets secrets.json": "needs a recording of a board",
  "SSLKEYLOGFILE=keys.txt curl https://cloud.example.com/": "needs a server",
  "tightlip scan kettle.pcapng --secrets secrets.json --keylog keys.txt":
    "needs tshark; test/capture/packets.test.ts opens TLS",
};

/** A request that says nothing. */
const ENTRY = {
  request: { method: "GET", url: "https://a.example/", headers: [] },
  response: { status: 204, headers: [], content: { size: 0 }, bodySize: 0 },
};

/** The firmware leaks, so these end with 1. */
const FAILS = [
  "tightlip check src/main.ts",
  "npx tightlip check src/main.ts",
  "npx tightlip check --report html,junit,sarif,md --report-dir tightlip-report",
  "tightlip check --report html,sarif,junit,md",
  "tightlip check --report sarif=out/scan.sarif --report md=comment.md",
];

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(REPOSITORY, "docs")).map((name) => `docs/${name}`),
].filter((page) => page.endsWith(".md"));

const shown = PAGES.filter((page) => !(page in ELSEWHERE)).flatMap((page) =>
  commandsOf(join(REPOSITORY, page)),
);
/** tshark is no program of ours, and not on every machine. */
const run = [...new Set(shown)].filter((command) => !(command in NOT_RUN || command.startsWith("tshark ")));

it("lists no command and no page that there is not", () => {
  expect(Object.keys(NOT_RUN).filter((command) => !shown.includes(command))).toEqual([]);
  expect(FAILS.filter((command) => !run.includes(command))).toEqual([]);
  expect(Object.keys(ELSEWHERE).filter((page) => !PAGES.includes(page))).toEqual([]);
});

it("runs what pages show in a project, and it ends as it should", { timeout: 240_000 }, async () => {
  const tiny = {
    "main.ts": LEAKY,
    "main.policy.ts": 'export default { for: "3s", pairs: ["different"] };\n',
  };
  const at = (folder: string) =>
    Object.fromEntries(Object.entries(tiny).map(([name, text]) => [`${folder}/${name}`, text]));
  const cwd = tempProject({
    "package.json": '{ "name": "kettle" }',
    ...at("src"),
    ...at("old"),
    ...at("new"),
  });
  addFiles(cwd, {
    "secrets.json": '{ "settings.token": "a value that is nowhere" }\n',
    "two-values.json": '{ "settings.token": ["one value", "another value"] }\n',
    "app.har": JSON.stringify({ log: { version: "1.2", entries: [ENTRY] } }),
    "serial.log": "boots\n",
    "out/.keep": "",
    "flash.bin": "\xff".repeat(64),
  });
  await tightlipEach([["run", "src/main.ts", "--pcapng", "kettle.pcapng"]], { cwd });
  for (const name of ["one", "other", "again", "once-more"])
    cpSync(join(cwd, "kettle.pcapng"), join(cwd, `${name}.pcapng`));

  const outcomes = await tightlipEach(run.map(words), { cwd });

  const ended = run.map((command, i) => [command, outcomes[i].code]);
  expect(ended).toEqual(run.map((command) => [command, FAILS.includes(command) ? 1 : 0]));
});

/** As a shell takes them apart. */
function words(command: string): string[] {
  const line = command.replace(/^(npx )?tightlip /, "");
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}
