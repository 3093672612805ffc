/** Changes as CONTRIBUTING.md has recipes for them, each with something that works afterwards. */

export interface Change {
  /** Heading of the recipe. */
  readonly recipe: string;
  /** New files, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Texts of files that are replaced by others. */
  readonly edits: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>;
  /** Files of a project in which it is tried. */
  readonly project?: Readonly<Record<string, string>>;
  /** Words of command lines, or programs that find the build in `dist`; what they must say, and their exit code. */
  readonly runs: readonly {
    readonly args: readonly string[] | string;
    readonly says: readonly string[];
    readonly code: number;
    /** Texts in files of the project. */
    readonly writes?: Readonly<Record<string, readonly string[]>>;
  }[];
}

const LEAKY = `import { readSetting } from "@devicescript/settings";
console.log("token " + (await readSetting("token", "")));
`;

/** The scenario of LEAKY does not matter. */
const PROJECT = { "devsconfig.json": "{}", "leaky.ts": LEAKY };

const ENCODING: Change = {
  recipe: "Encoding",
  files: {},
  edits: {
    "src/judge/search/encodings.ts": [
      [
        '  { name: "difference",',
        '  { name: "shifted", forms: (s) => [s.map((b) => (b + 1) & 0xff)] },\n  { name: "difference",',
      ],
    ],
  },
  runs: [
    {
      args: `
const { Scanner } = await import("./dist/src/judge/search/scan.js");
const value = "Sesame77opens";
const scanner = new Scanner([{ name: "wifi.psk", value }]);
const shifted = Buffer.from("..." + Buffer.from(value).map((b) => b + 1).toString() + "...");
console.log(JSON.stringify(scanner.scan(shifted).map(({ degree, chain }) => [degree, ...chain])));
console.log(scanner.scan(Buffer.from(shifted.toString("base64"))).map(({ chain }) => chain.join(" > ")).join());`,
      says: ['["encoded","shifted"]', "base64 > shifted"],
      code: 0,
    },
  ],
};

const VERB: Change = {
  recipe: "Scenario verb",
  files: {},
  edits: {
    "sim/home/verbs/wifi.ts": [
      [
        "export const LOSE_MESSAGES",
        `export const LOSE_LINE = verb({
  about: "the line behind the access point is dead for a while",
  fields: { for: TIME },
  write: (duration: Duration): { readonly for: Duration } => ({ for: duration }),
  isTried: [{ for: "3s" }],
  happen: ({ network }, details, later) => {
    network.loss = 1;
    later(micros(details.for), details);
  },
  afterwards: ({ network }) => {
    network.loss = 0;
  },
});

export const LOSE_MESSAGES`,
      ],
    ],
    "sim/home/verbs/verbs.ts": [
      ["import { LOSE_MESSAGES,", "import { LOSE_LINE, LOSE_MESSAGES,"],
      ["  loseMessages: LOSE_MESSAGES,\n", "  loseMessages: LOSE_MESSAGES,\n  loseLine: LOSE_LINE,\n"],
    ],
  },
  project: {
    ...PROJECT,
    "dead.json":
      '{ "name": "dead", "steps": [{ "do": "wait", "for": "1s" }, { "do": "loseLine", "for": "1s" }] }',
    "wrong.json": '{ "name": "wrong", "steps": [{ "do": "loseLine", "for": 3 }] }',
  },
  runs: [
    { args: ["run", "leaky.ts", "--for", "3s", "--scenario", "dead.json"], says: ["token"], code: 0 },
    {
      args: ["run", "leaky.ts", "--scenario", "wrong.json"],
      says: ['"for" of "loseLine" must be a time such as 500ms, 30s or 5m'],
      code: 2,
    },
    {
      args: `
const { scenario } = await import("./dist/sim/home/scenario.js");
const { TRIED_STEPS } = await import("./dist/sim/home/verbs/verbs.js");
console.log(JSON.stringify([scenario("dead").loseLine("2s").steps, TRIED_STEPS.at(-1)]));`,
      says: ['[[{"do":"loseLine","for":"2s"}],{"do":"loseLine","for":"3s"}]'],
      code: 0,
    },
  ],
};

const TROUBLE: Change = {
  recipe: "Network fault",
  files: {},
  edits: {
    "sim/net/troubles.ts": [
      [
        "  resets: {",
        '  mumbles: { reply: () => ({ segments: segmentsOf(toBytes("hm")), end: "close" }), isTried: true },\n  resets: {',
      ],
    ],
  },
  project: {
    "devsconfig.json": "{}",
    "main.ts": `import { fetch } from "@devicescript/net";
try {
  await fetch("http://api.example/");
} catch (error) {
  console.log("not understood");
}
`,
    "mumbles.json":
      '{ "name": "mumbles", "steps": [{ "do": "trouble", "host": "*", "trouble": "mumbles" }] }',
  },
  runs: [
    {
      args: ["run", "main.ts", "--for", "20s", "--scenario", "mumbles.json"],
      says: ["not understood"],
      code: 0,
    },
    {
      args: `
const { TRIED_TROUBLES } = await import("./dist/sim/net/troubles.js");
console.log(TRIED_TROUBLES.join());`,
      says: ["mumbles"],
      code: 0,
    },
  ],
};

const CHIP: Change = {
  recipe: "Chip",
  files: {
    "sim/board/chips/esp32c6.ts": `/** The ESP32-C6. */

import type { ChipModel } from "./chip-model.ts";

export const ESP32_C6 = {
  name: "ESP32-C6",
  cpu: { clockMhz: 160, coreMark: 496.66 },
  bootLoaderOffset: 0,
  imageChipId: 13,
  magic: 0x2ce0806f,
  chipId: 13,
  spi: { cmd: 0x60003000, usr2: 0x60003020, w0: 0x60003058 },
  mac: [0x600b0844, 0x600b0848],
  consoleBaud: null,
} as const satisfies ChipModel;
`,
  },
  edits: {
    "sim/board/chips/chips.ts": [
      ["import { ESP32_S2 }", 'import { ESP32_C6 } from "./esp32c6.ts";\nimport { ESP32_S2 }'],
      ["  esp32c3: ESP32_C3,\n", "  esp32c3: ESP32_C3,\n  esp32c6: ESP32_C6,\n"],
    ],
  },
  project: { "devsconfig.json": "{}", "main.ts": 'console.log("hello");\n' },
  runs: [
    {
      args: [
        "flash",
        "main.ts",
        "--board",
        "esp32c3_bare",
        "--runtime",
        "sim",
        "--port",
        "sim:esp32c6",
        "--allow-leaks",
      ],
      says: ["has an esp32c6, but esp32c3_bare has an esp32c3"],
      code: 5,
    },
    { args: ["monitor", "--port", "sim:esp8266"], says: ["esp32c6"], code: 2 },
  ],
};

const SERVER: Change = {
  recipe: "Virtual server",
  files: {
    "sim/net/protocols/echo.ts": `/** Echo servers in the simulated cloud, which send back all that begins with @. */
import { FORK, type Forker } from "../../engine/fork.ts";
import { toText } from "../../tape/bytes.ts";
import { segmentsOf } from "../reply.ts";
import type { Answer, ProtocolServer } from "./protocol-server.ts";

export class EchoServer implements ProtocolServer {
  readonly name = "echo";
  readonly channel = "tcp";

  recognises(firstBytes: Uint8Array): boolean {
    return toText(firstBytes).startsWith("@");
  }

  [FORK](forker: Forker): EchoServer {
    return forker.copyFields(this);
  }

  receive(bytes: Uint8Array): Answer {
    const rest = { neededBytes: 0, end: "stay", silenceMicros: 0 } as const;
    return { takenBytes: bytes.length, segments: segmentsOf(bytes), ...rest };
  }
}
`,
  },
  edits: {
    "sim/net/protocols/protocols.ts": [
      ["import { HttpServer }", 'import { EchoServer } from "./echo.ts";\nimport { HttpServer }'],
      ["() => new MqttServer()", "() => new MqttServer(), () => new EchoServer()"],
    ],
  },
  project: {
    "devsconfig.json": "{}",
    "main.ts": `import { connect } from "@devicescript/net";
const socket = await connect({ host: "echo.example", port: 7, proto: "tcp" });
await socket.send("@hello");
const answer = await socket.recv(5000);
console.log("heard " + answer.toString());
`,
  },
  runs: [{ args: ["run", "main.ts", "--for", "20s"], says: ["heard @hello"], code: 0 }],
};

const FORMAT: Change = {
  recipe: "Report format",
  files: {
    "src/report/csv.ts": `/** Comma-separated values: a line for each leak. */
import type { ReportDocument } from "./document.ts";
import { leaksOf } from "./reported.ts";

export function csvReport({ reported }: ReportDocument): string {
  const rows = reported.flatMap((one) => leaksOf(one).map(({ rule, secret }) => [one.name, rule, secret]));
  return [["name", "rule", "secret"], ...rows].map((row) => \`\${row.join(",")}\\n\`).join("");
}
`,
  },
  edits: {
    "src/report/formats.ts": [
      [
        "  github: {",
        '  csv: { file: "tightlip.csv", load: async () => (await import("./csv.ts")).csvReport },\n  github: {',
      ],
    ],
  },
  project: PROJECT,
  runs: [
    { args: ["check", "--help"], says: ["json, md, csv,"], code: 0 },
    { args: ["complete", "--", "check", "--report", "c"], says: ["csv"], code: 0 },
    {
      args: ["check", "leaky.ts", "--for", "2s", "--report", "csv"],
      says: ["Written: tightlip.csv"],
      writes: { "tightlip.csv": ["leaky,clear/log,settings.token"] },
      code: 1,
    },
  ],
};

const COLUMN: Change = {
  recipe: "Report column",
  files: {},
  edits: {
    "src/report/matrix.ts": [
      [
        "export const COLUMNS: readonly Column[] = OBSERVERS.map((observer) => ({",
        `const ANYBODY: Column = {
  title: "anybody",
  observers: OBSERVERS,
  cellOf: (findings, secret) =>
    OBSERVERS.map((observer) => worstFor(findings, secret, observer)).find(({ kind }) => kind === "leak") ?? {
      kind: "nothing",
    },
};

export const COLUMNS: readonly Column[] = [ANYBODY, ...OBSERVERS.map((observer): Column => ({`,
      ],
      [
        "  cellOf: (findings, secret) => worstFor(findings, secret, observer),\n}));",
        "  cellOf: (findings, secret) => worstFor(findings, secret, observer),\n}))];",
      ],
    ],
  },
  project: PROJECT,
  runs: [
    {
      args: ["check", "leaky.ts", "--for", "2s", "--report", "md"],
      says: ["anybody    endpoint"],
      writes: { "tightlip.md": ["| who learns what | anybody | endpoint |", "| **clear** | · |"] },
      code: 1,
    },
  ],
};

const FLAG: Change = {
  recipe: "Flag of check",
  files: {},
  edits: {
    "src/cli/check-options.ts": [
      [
        '  new Option("--baseline <file>"',
        '  new Option("--advisory", "end with 0 whatever is found"),\n  new Option("--baseline <file>"',
      ],
      ["  readonly board?: string;\n", "  readonly board?: string;\n  readonly advisory?: true;\n"],
      [
        "    board: board ?? null,\n",
        "    board: board ?? null,\n    isAdvisory: options.advisory === true,\n",
      ],
    ],
    "src/tasks/check.ts": [
      [
        "  readonly board: string | null;\n",
        "  readonly board: string | null;\n  /** What is found is told, and nothing else comes of it. */\n  readonly isAdvisory: boolean;\n",
      ],
      ["exitCode: exitCode(reported) };", "exitCode: request.isAdvisory ? EXIT_DONE : exitCode(reported) };"],
    ],
  },
  project: PROJECT,
  runs: [
    { args: ["check", "--help"], says: ["--advisory", "end with 0 whatever is found"], code: 0 },
    { args: ["complete", "--", "check", "--adv"], says: ["--advisory\tend with 0"], code: 0 },
    { args: ["check", "leaky.ts", "--for", "2s", "--advisory"], says: ["leaks"], code: 0 },
    { args: ["check", "leaky.ts", "--for", "2s"], says: ["leaks"], code: 1 },
  ],
};

const CAPTURE: Change = {
  recipe: "Capture format",
  files: {
    "src/capture/candump.ts": `/** Logs of a CAN bus as candump writes them: \`(1436509052.249713) can0 123#112233\`. */
import type { ByteSource } from "./byte-source.ts";
import type { CaptureReading } from "./capture-reading.ts";
import type { Search } from "./search.ts";

export async function readCandump(source: ByteSource, search: Search): Promise<CaptureReading> {
  const thread = search.thread(() => ({ observers: ["bus"], channel: "frame", to: null }));
  let text = "";
  for await (const piece of source.pieces()) text += Buffer.from(piece).toString("latin1");
  const frames = [...text.matchAll(/#([0-9A-F]*)$/gm)];
  for (const [, digits] of frames) thread.push(Buffer.from(digits!, "hex"));
  thread.close();
  return { events: frames.length, connections: null, durationMicros: 0, blindSpots: [], notUnderstood: [] };
}
`,
  },
  edits: {
    "src/capture/format.ts": [
      ["import { searchArchive }", 'import { readCandump } from "./candump.ts";\nimport { searchArchive }'],
      [
        "  log: {\n",
        `  candump: {
    noun: "a log of a CAN bus (candump)",
    sight: { observers: ["bus"], channel: "frame", to: null },
    event: "frame",
    isRecognised: (head) => /^\\(\\d+\\.\\d+\\) \\w+ [0-9A-F]+#/.test(toText(head.subarray(0, 64))),
    read: readCandump,
  },
  log: {
`,
      ],
    ],
  },
  project: {
    "secrets.json": '{ "wifi.psk": "Sesame77opens" }',
    "can.log": "(1436509052.249713) can0 123#536573616D653737\n(1436509052.249913) can0 123#6F70656E73\n",
  },
  runs: [
    {
      args: ["scan", "can.log", "--secrets", "secrets.json"],
      says: ["wifi.psk → bus", "a log of a CAN bus (candump)", "2 frames"],
      code: 1,
    },
  ],
};

const PATTERN: Change = {
  recipe: "Credential pattern",
  files: {},
  edits: { "sim/device/credential.ts": [['  "psk",\n  "pw",', '  "psk",\n  "wep",\n  "pw",']] },
  project: {
    "devsconfig.json": "{}",
    "main.ts": LEAKY.replaceAll('"token"', '"home_wep"'),
  },
  runs: [{ args: ["check", "main.ts", "--for", "2s"], says: ["settings.home_wep → cable"], code: 1 }],
};

const PLATFORM: Change = {
  recipe: "Platform release",
  files: {},
  edits: {
    "sim/tape/tape.ts": [
      [
        "  /** Management frames of 802.11",
        '  "platform/console": { observers: ["cable"], secrets: null },\n  /** Management frames of 802.11',
      ],
    ],
  },
  project: {
    ...PROJECT,
    "leaky.policy.ts":
      'import { definePolicy } from "tightlip";\nexport default definePolicy({ without: ["platform/console"] });\n',
  },
  runs: [{ args: ["check", "leaky.ts", "--for", "2s"], says: ["leaks"], code: 1 }],
};

export const CHANGES: readonly Change[] = [
  ENCODING,
  VERB,
  TROUBLE,
  CHIP,
  SERVER,
  FORMAT,
  COLUMN,
  FLAG,
  CAPTURE,
  PATTERN,
  PLATFORM,
];
