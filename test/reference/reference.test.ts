/** The pages of the reference that are made from the code. `npm run pages` writes them anew. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fieldsOf as fieldsOfVerb, VERB_NAMES, VERBS } from "../../sim/home/verbs/verbs.ts";
import { toBytes, toText } from "../../sim/tape/bytes.ts";
import { OBSERVERS } from "../../sim/tape/tape.ts";
import { ENCODINGS } from "../../src/judge/search/encodings.ts";
import { ConfigSchema, knownFields, PolicySchema } from "../../src/subjects/policy-schema.ts";
import { REPOSITORY, tightlipEach } from "../cli/cli.ts";
import { code, table } from "../markdown.ts";
import { commentedList, exportsOf, type Field, fieldsOf } from "./declarations.ts";

const POLICY = "src/judge/policy/policy.ts";
const CONFIG = "src/subjects/config.ts";
const MADE = "<!-- Made from the code by npm run pages. -->";
/** Stands for a secret in the examples of encodings. */
const SAMPLE = "Sesame77";

/** The entries of the package, and the source of each. */
const ENTRIES = {
  tightlip: "src/index.ts",
  "tightlip/vitest": "src/vitest/index.ts",
  "tightlip/vitest/plugin": "src/vitest/plugin.ts",
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
      "What is configured where, and how the two are merged, is in [configuration](configuration.md). A `?` marks what can be left out.",
      "## definePolicy",
      fields(POLICY, "Policy"),
      "## defineConfig",
      "All of a policy but `expected`, and",
      fields(CONFIG, "Config"),
      "## A secret",
      "Its name, or",
      fields(POLICY, "SecretSpec"),
      "## A release",
      fields(POLICY, "Release"),
      "## What is expected",
      fields(POLICY, "Expected"),
      fields(POLICY, "ExpectedFinding"),
    ]);
  });

  it("lists just those that are accepted", () => {
    const names = (file: string, name: string) => fieldsOf(file, name).map((field) => field.name);
    const policy = names(POLICY, "Policy");
    const config = [...policy.filter((name) => name !== "expected"), ...names(CONFIG, "Config")];
    expect(knownFields(PolicySchema, []).sort()).toEqual(policy.sort());
    expect(knownFields(ConfigSchema, []).sort()).toEqual(config.sort());
    expect(knownFields(PolicySchema, ["releases", "0"]).sort()).toEqual(names(POLICY, "Release").sort());
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
      VERBS[name].isTried ? "yes" : "",
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
      "Who could learn something. One thing that is sent may be seen by several; a verdict is on each. When two sights of one observer differ enough to count is in [how the judge decides](judge.md#time).",
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
    const rows = ENCODINGS.map(({ name, forms }) => [name, shown(forms(toBytes(SAMPLE))[0])]);
    await expectPage("encodings.md", "Encodings", [
      `Transformations without a key through which a credential is recognised, here with what becomes of \`${SAMPLE}\`. Their names stand in a finding's chain. They are found inside of each other, five deep, at any alignment, in either case where there is one, and across the borders of messages. To use one of your own, see [own encodings](own-encodings.md).`,
      table([["name", "first form"], ...rows]),
      "Besides, these are taken off wherever they are found: `gzip`, `zlib`, `deflate`, `chunked`, `quoted-printable`, `binary digits`, JSON, forms, multipart and headers; and `lengths > esp-touch`, which says a credential by the sizes of packets.",
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
      "All of it is under [semantic versioning](compatibility.md). Fields and parameters are in the types; editors show them.",
      ...parts,
      "## tightlip/schema/*.json",
      "The [JSON Schemas](json.md).",
    ]);
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
      "`[]` stands for each element of a list. How the number `schema` changes is in [versions](compatibility.md#how-file-formats-change).",
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
