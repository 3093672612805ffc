import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { SPENT } from "../../sim/engine/budget.ts";
import { fieldsOf, VERB_NAMES } from "../../sim/home/verbs/verbs.ts";
import { CHANNELS } from "../../sim/tape/tape.ts";
import { GLOBALS, HINTS } from "../../src/compile/hints.ts";
import { BLIND_KINDS } from "../../src/judge/read/understood.ts";
import { ENCODINGS } from "../../src/lab/page/game/encodings.ts";
import { ROUNDS } from "../../src/lab/page/game/rounds.ts";
import { CIRCUMSTANCES } from "../../src/report/circumstances.ts";
import { CHANNEL_TEXTS, DEGREE_TEXTS } from "../../src/report/rules.ts";
import { WANTED } from "../../src/subjects/policy-schema.ts";

const PAGE = resolve(import.meta.dirname, "../../src/lab/page");
const LOCALES = join(PAGE, "locales");
/** Endings by which a language has several forms for numbers (Intl.PluralRules). */
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

type Catalogue = { readonly [key: string]: string | Catalogue };

const catalogues = readdirSync(LOCALES).map((file) => ({
  language: file.replace(/\.json$/, ""),
  texts: flat(JSON.parse(readFileSync(join(LOCALES, file), "utf8")) as Catalogue),
}));
const english = catalogues.find(({ language }) => language === "en")!.texts;
const others = catalogues.filter(({ language }) => language !== "en");
const source = sourceIn(PAGE);

describe("the lab's catalogues", () => {
  it.each(others)("say in $language what they say in English, and no more", ({ texts }) => {
    expect(keysOf(texts)).toEqual(keysOf(english));
  });

  it.each(others)("leave the same places for values in $language", ({ texts }) => {
    const wrong = [...texts].filter(([key, text]) => {
      const form = english.get(key) ?? english.get(key.replace(PLURAL, "_other"));
      return placesIn(text).join() !== placesIn(form ?? "").join();
    });
    expect(wrong).toEqual([]);
  });

  it.each(catalogues)("have the forms that numbers need in $language", ({ language, texts }) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const stems = new Set([...texts.keys()].filter((key) => PLURAL.test(key)).map(stemOf));
    const missing = [...stems].flatMap((stem) =>
      forms.map((form) => `${stem}_${form}`).filter((key) => !texts.has(key)),
    );
    expect(missing).toEqual([]);
  });

  it.each(catalogues)("leave nothing empty in $language", ({ texts }) => {
    const gaps = /Gap$/;
    expect([...texts].filter(([key, text]) => text.trim() === "" && !gaps.test(key))).toEqual([]);
  });

  it("have whatever the page asks for by its whole name", () => {
    const keys = new Set(keysOf(english));
    const asked = [...source.matchAll(/\bt\(\s*"([\w.]+)"/g)].map(([, key]) => key);
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !keys.has(key))).toEqual([]);
  });

  it("have words for all degrees, channels, circumstances, blind spots and rounds", () => {
    const wanted = [
      ...Object.keys(DEGREE_TEXTS).map((degree) => `degree.${degree}.word`),
      ...Object.keys(CHANNEL_TEXTS).map((channel) => `channel.${channel}.meaning`),
      ...CIRCUMSTANCES.map((circumstance) => `circumstance.${circumstance}`),
      ...Object.keys(BLIND_KINDS).map((kind) => `game.blind.${kind}`),
      ...ENCODINGS.map((encoding) => `game.encoding.${encoding}`),
      ...ROUNDS.flatMap(({ id, recording }) => [
        `game.recording.${recording}`,
        ...["title", "story", "hint1", "hint2", "after"].map((part) => `game.rounds.${id}.${part}`),
      ]),
    ];
    expect(wanted.filter((key) => !english.has(key))).toEqual([]);
  });

  it("have words for all steps of a scenario, and for each detail that a step may have", () => {
    const optional = VERB_NAMES.flatMap((verb) =>
      Object.entries(fieldsOf(verb)).flatMap(([name, { isOptional }]) => (isOptional ? [name] : [])),
    );
    const wanted = [
      ...VERB_NAMES.map((verb) => `step.${verb}`),
      ...optional.map((name) => `stepField.${name}`),
      ...CHANNELS.map((channel) => `channel.${channel}.name`),
      ...Object.keys(WANTED).map((name) => `policy.wanted.${name}`),
    ];
    expect(wanted.filter((key) => !english.has(key))).toEqual([]);
    for (const verb of VERB_NAMES) {
      const required = Object.entries(fieldsOf(verb)).filter(([, { isOptional }]) => !isOptional);
      const places = placesIn(english.get(`step.${verb}`)!);
      expect(places).toEqual(required.map(([name]) => name).sort());
    }
  });

  it("say in English what the commands say of builds and of runs that end early", () => {
    for (const { name, text } of HINTS) if (text !== "") expect(english.get(`hint.${name}`)).toBe(text);
    for (const [name, text] of Object.entries(GLOBALS)) expect(english.get(`hint.global.${name}`)).toBe(text);
    for (const [name, text] of Object.entries(SPENT)) expect(english.get(`spent.${name}`)).toBe(text);
  });

  it("say in English what the reports say", () => {
    for (const [degree, { meaning, remedy }] of Object.entries(DEGREE_TEXTS)) {
      expect(english.get(`degree.${degree}.meaning`)).toBe(meaning);
      expect(english.get(`degree.${degree}.remedy`)).toBe(remedy);
    }
    for (const [channel, { meaning, remedy }] of Object.entries(CHANNEL_TEXTS)) {
      expect(english.get(`channel.${channel}.meaning`)).toBe(meaning);
      expect(english.get(`channel.${channel}.remedy`)).toBe(remedy);
    }
  });
});

describe("the lab's components", () => {
  it("set no HTML of their own", () => {
    expect(source).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
  });
});

/** Texts by their whole name, such as `quiz.title`. */
function flat(catalogue: Catalogue, before = ""): Map<string, string> {
  return new Map(
    Object.entries(catalogue).flatMap(([key, value]) =>
      typeof value === "string" ? [[before + key, value] as const] : [...flat(value, `${before}${key}.`)],
    ),
  );
}

function keysOf(texts: ReadonlyMap<string, string>): string[] {
  return [...new Set([...texts.keys()].map(stemOf))].sort();
}

function stemOf(key: string): string {
  return key.replace(PLURAL, "");
}

function placesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name))].sort();
}

function sourceIn(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
