/** The pages of the reference that are made from the code. `npm run pages` writes them anew. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fieldsOf as fieldsOfVerb, VERB_NAMES, VERBS } from "../../sim/home/verbs/verbs.ts";
import { toBytes, toText } from "../../sim/tape/bytes.ts";
import { CHANNELS, OBSERVERS } from "../../sim/tape/tape.ts";
import { CAPTURE_FORMAT_NAMES } from "../../src/capture/format.ts";
import { DEGREES } from "../../src/judge/policy/degree.ts";
import { ENCODINGS } from "../../src/judge/search/encodings.ts";
import { ConfigSchema, knownFields, PolicySchema } from "../../src/subjects/policy-schema.ts";
import { REPOSITORY, tightlipEach } from "../cli/cli.ts";
import { code, table } from "../markdown.ts";
import { commentedList, exportsOf, type Field, fieldsOf } from "./declarations.ts";

const POLICY = "src/judge/policy/policy.ts";
const SAFETY = "src/judge/safety/safety-rule.ts";
const CONFIG = "src/subjects/config.ts";
const MADE = "<!-- Made from the code by npm run pages. -->";
/** Stands for a secret in the examples of encodings. */
const SAMPLE = "Sesame77";
/** For encodings that leave letters and digits as they are. */
const SAMPLE_WITH_SIGNS = "Füße 'n' 7";

/** Of the formatter (biome.json). */
const MAX_LINE = 110;

/** The entries of the package, and the source of each. */
const ENTRIES = {
  tightlip: "src/index.ts",
  "tightlip/vitest": "src/vitest/index.ts",
  "tightlip/vitest/plugin": "src/vitest/plugin.ts",
  "tightlip/vitest/reporter": "src/vitest/reporter.ts",
  "tightlip/devs": "devs/index.ts",
  "tightlip/devs/provision": "devs/provision.ts",
};

async function expectPage(name: string, title: string, parts: readonly string[]): Promise<void> {
  const page = [`# ${title}`, MADE, ...parts].join("\n\n");
  await expect(`${page}\n`).toMatchFileSnapshot(join(REPOSITORY, "docs", name));
}

function fields(file: string, name: string, shown: (field: Field) => boolean = () => true): string {
  const rows = fieldsOf(file, name)
    .filter(shown)
    .map((field) => [
      code(field.isOptional ? `${field.name}?` : field.name),
      code(field.type),
      field.says.replaceAll("|", "\\|"),
    ]);
  return table([["field", "type", ""], ...rows]);
}

describe("docs/commands.md", () => {
  it("is what each command says of itself", async () => {
    const [{ stdout: root }] = await tightlipEach([["--help"]]);
    const names = [...root.slice(root.indexOf("Commands:")).matchAll(/^ {2}([a-z]+) /gm)].map(
      ([, name]) => name,
    );
    expect(names).toContain("check");
    const helps = await tightlipEach(names.map((name) => [name, "--help"]));
    const block = (text: string) => `\`\`\`\n${text.trim()}\n\`\`\``;
    await expectPage("commands.md", "Commands, options and exit codes", [
      block(root),
      ...names.flatMap((name, i) => [`## tightlip ${name}`, block(helps[i].stdout)]),
    ]);
  });
});

describe("docs/fields.md", () => {
  it("lists the fields of policies and configs, with their types and what they say", async () => {
    await expectPage("fields.md", "Fields of policy and config", [
      "[Configuration](configuration.md) explains the two files, and how they are merged. A `?` marks optional fields.",
      "## definePolicy",
      fields(POLICY, "Policy"),
      "## defineConfig",
      "All fields of a policy but `expected` and `safety`, and these:",
      fields(CONFIG, "Config"),
      "## A secret",
      "A secret is its name, or an object with these fields:",
      fields(POLICY, "SecretSpec"),
      "## A release",
      fields(POLICY, "Release"),
      "## A safety rule",
      "[Safety rules](safety.md) has the faults.",
      fields(SAFETY, "SafetyRule"),
      "## What is expected",
      fields(POLICY, "Expected"),
      fields(POLICY, "ExpectedFinding"),
    ]);
  });

  it("lists just those that are accepted", () => {
    const names = (file: string, name: string) => fieldsOf(file, name).map((field) => field.name);
    const policy = names(POLICY, "Policy");
    const config = [
      ...policy.filter((name) => name !== "expected" && name !== "safety"),
      ...names(CONFIG, "Config"),
    ];
    expect(knownFields(PolicySchema, []).sort()).toEqual(policy.sort());
    expect(knownFields(ConfigSchema, []).sort()).toEqual(config.sort());
    expect(knownFields(PolicySchema, ["releases", "0"]).sort()).toEqual(names(POLICY, "Release").sort());
    expect(knownFields(PolicySchema, ["safety", "0"]).sort()).toEqual(names(SAFETY, "SafetyRule").sort());
    expect(knownFields(PolicySchema, ["secrets", "0"]).sort()).toEqual(names(POLICY, "SecretSpec").sort());
  });
});

describe("docs/steps.md", () => {
  it("lists what can happen in a scenario, with the fields of each step", async () => {
    const rows = VERB_NAMES.map((name) => [
      code(name),
      VERBS[name].about,
      Object.entries(fieldsOfVerb(name))
        .map(([field, { what, isOptional }]) => `${code(isOptional ? `${field}?` : field)}: ${what}`)
        .join("<br>"),
      VERBS[name].isTried !== false ? "yes" : "",
    ]);
    await expectPage("steps.md", "Steps of a scenario", [
      "All that can happen in [a scenario](world.md#a-scenario), by the name in a step's `do`. A `?` marks what can be left out. A scenario that is written in TypeScript has a method of that name for each. `tightlip check --explore` tries those of the last column by itself.",
      table([["step", "what happens", "fields", "tried by the search"], ...rows]),
    ]);
  });
});

describe("docs/observers.md", () => {
  it("lists who could learn something", async () => {
    const observers = commentedList("sim/tape/tape.ts", "OBSERVERS");
    expect(observers.map(([name]) => name)).toEqual([...OBSERVERS]);
    await expectPage("observers.md", "Observers", [
      "An observer is a party that could learn a secret. Several observers may see the same event; each is judged alone. [How the judge decides](judge.md#time) has the smallest difference that counts for each.",
      table([["observer", "is"], ...observers.map(([name, says]) => [code(name), says])]),
    ]);
  });
});

describe("docs/encodings.md", () => {
  it("lists the transformations without a key, each with what becomes of a sample", async () => {
    const shown = (form: Uint8Array) => {
      const text = toText(form);
      return /^[\x20-\x7e]+$/.test(text)
        ? code(text)
        : `the bytes ${code(Buffer.from(form).toString("hex"))}`;
    };
    const rows = ENCODINGS.map(({ name, forms }) => {
      const [form] = forms(toBytes(SAMPLE));
      if (form !== undefined) return [name, shown(form)];
      const [other] = forms(toBytes(SAMPLE_WITH_SIGNS));
      return [name, `${shown(other)}, of ${code(SAMPLE_WITH_SIGNS)}`];
    });
    await expectPage("encodings.md", "Encodings", [
      `The judge recognises a credential after each of these transformations, which need no key. The second column has the result for \`${SAMPLE}\`. The chain of a finding has their names. Encodings are found inside of each other, five deep, at any alignment, in upper and lower case, and across the borders of messages. For other encodings see [an encoding of your own](own-encodings.md).`,
      table([["name", "first form"], ...rows]),
      "The judge also removes these containers and encodings wherever it finds them: `gzip`, `zlib`, `deflate`, `chunked`, `quoted-printable`, `binary digits`, `websocket mask`, JSON, forms, multipart and headers; and it reads `lengths > esp-touch`, in which the sizes of packets spell a credential.",
    ]);
  });
});

describe("docs/api.md", () => {
  it("lists what each entry of the package exports", async () => {
    const { exports } = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8"));
    const importable = Object.keys(exports).filter((path) => !path.endsWith(".json"));
    expect(importable.map((path) => path.replace(/^\./, "tightlip"))).toEqual(Object.keys(ENTRIES));
    const ours = Object.values(ENTRIES).filter((file) => file.startsWith("src/"));
    const silent = ours.flatMap((file) => exportsOf(file).filter(({ says }) => says === ""));
    expect(silent.map(({ name }) => name)).toEqual([]);
    const parts = Object.entries(ENTRIES).flatMap(([entry, file]) => [
      `## ${entry}`,
      table([
        ["name", "", "says"],
        ...exportsOf(file).map(({ name, kind, says }) => [
          code(name),
          kind,
          says
            .split(/(?<=[.:]) /)[0]
            .replace(/:$/, ".")
            .replaceAll("|", "\\|"),
        ]),
      ]),
    ]);
    await expectPage("api.md", "What the package exports", [
      "All exports are under [semantic versioning](compatibility.md). The types have fields and parameters; editors show them.",
      ...parts,
      "## tightlip/schema/*.json",
      "The [JSON Schemas](json.md).",
    ]);
  });
});

/** As the formatter writes it. */
function enumOf(names: readonly string[], indent: string): string {
  const line = `${indent}"enum": [${names.map((name) => `"${name}"`).join(", ")}],`;
  const list = names.map((name) => `${indent}  "${name}"`).join(",\n");
  return line.length <= MAX_LINE ? line : `${indent}"enum": [\n${list}\n${indent}],`;
}

describe("schema/check-report.schema.json", () => {
  it("lists the observers, degrees, channels and capture formats that there are", async () => {
    const file = join(REPOSITORY, "schema/check-report.schema.json");
    const lists = { observer: OBSERVERS, degree: DEGREES, channel: CHANNELS, format: CAPTURE_FORMAT_NAMES };
    let text = readFileSync(file, "utf8");
    for (const [field, names] of Object.entries(lists)) {
      const list = new RegExp(`("${field}": \\{\\n)( *)"enum": \\[[^\\]]*\\],`);
      expect(text).toMatch(list);
      text = text.replace(list, (_, start, indent) => start + enumOf(names, indent));
    }
    await expect(text).toMatchFileSnapshot(file);
  });
});

describe("docs/json.md", () => {
  it("lists the fields of the JSON documents", async () => {
    const parts = ["check-report", "baseline"].flatMap((name) => {
      const schema = JSON.parse(readFileSync(join(REPOSITORY, `schema/${name}.schema.json`), "utf8"));
      const rows = rowsOf(schema, schema, "");
      return [
        `## ${name}`,
        `${schema.title}, \`tightlip/schema/${name}.schema.json\`. ${schema.description}`,
        table([["field", "type", ""], ...rows]),
      ];
    });
    await expectPage("json.md", "JSON documents", [
      "`[]` stands for each element of a list. [Versions](compatibility.md#how-file-formats-change) says when the number `schema` changes.",
      ...parts,
    ]);
  });
});

interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** A row for each field below `schema`; `path` is that of `schema` itself. */
function rowsOf(root: JsonSchema, schema: JsonSchema, path: string): string[][] {
  const { properties, items, anyOf } = resolved(root, schema);
  if (items !== undefined) return rowsOf(root, items, `${path}[]`);
  if (anyOf !== undefined) return anyOf.flatMap((one) => rowsOf(root, one, path));
  return Object.entries(properties ?? {}).flatMap(([name, field]) => {
    const full = path === "" ? name : `${path}.${name}`;
    const says = field.description ?? resolved(root, field).description ?? "";
    return [
      [code(full), code(typeOf(root, field)), says.replaceAll("|", "\\|")],
      ...rowsOf(root, field, full),
    ];
  });
}

function typeOf(root: JsonSchema, schema: JsonSchema): string {
  const { type, enum: values, anyOf, const: only } = resolved(root, schema);
  if (only !== undefined) return JSON.stringify(only);
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (anyOf !== undefined) return anyOf.map((one) => typeOf(root, one)).join(" | ");
  return [type ?? "any"].flat().join(" | ");
}

function resolved(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const name = schema.$ref?.replace("#/definitions/", "");
  return name === undefined ? schema : root.definitions![name];
}
