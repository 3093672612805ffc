/** Language of the page. A further language is a file in `locales`, and `lab.<language>.json` beside each lesson. */
import { computed, effect, signal } from "@preact/signals";
import i18next from "i18next";
import { stored } from "./stored.ts";

interface Catalogue {
  /** The language's name in itself. */
  readonly language: string;
  readonly [key: string]: unknown;
}

const FALLBACK = "en";
const STORED_AS = "tightlip-lab-language";

const CATALOGUES = new Map(
  Object.entries(import.meta.glob<Catalogue>("./locales/*.json", { eager: true, import: "default" })).map(
    ([path, catalogue]) => [path.slice(path.lastIndexOf("/") + 1, -".json".length), catalogue] as const,
  ),
);

/** Codes and own names of the languages that there are. */
export const LANGUAGES = [...CATALOGUES].map(([code, { language }]) => ({ code, name: language }));

i18next.init({
  lng: FALLBACK,
  fallbackLng: FALLBACK,
  initAsync: false,
  interpolation: { escapeValue: false },
  resources: Object.fromEntries([...CATALOGUES].map(([code, translation]) => [code, { translation }])),
});

const chosen = signal(firstLanguage());

/** Code of the language that the page speaks. */
export const language = computed(() => chosen.value);

effect(() => {
  document.documentElement.lang = chosen.value;
  document.documentElement.dir = i18next.dir(chosen.value);
});

export function chooseLanguage(code: string): void {
  if (!CATALOGUES.has(code)) return;
  stored(STORED_AS).value = code;
  chosen.value = code;
}

/** Text of the catalogue; whoever renders it is rendered again when the language changes. */
export function t(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  return i18next.t(key, { ...values, lng: chosen.value });
}

/** Text of the catalogue; null where it has none of this key, which may be anything. */
export function known(key: string, values: Readonly<Record<string, string | number>> = {}): string | null {
  const lng = chosen.value;
  // Anything else in a key would be a path of its own.
  if (!/^[\w.]+$/.test(key) || !i18next.exists(key, { lng })) return null;
  const text: unknown = i18next.t(key, { ...values, lng });
  return typeof text === "string" ? text : null;
}

/** Names as the language lists them. */
export function list(names: readonly string[]): string {
  return new Intl.ListFormat(chosen.value, { type: "conjunction" }).format(names);
}

/** The one chosen before, or else one that the browser asks for. */
function firstLanguage(): string {
  const before = stored(STORED_AS).value;
  if (before !== null && CATALOGUES.has(before)) return before;
  for (const wanted of navigator.languages) {
    const [base] = wanted.split("-");
    const found = LANGUAGES.find(({ code }) => code === wanted || code.split("-")[0] === base);
    if (found !== undefined) return found.code;
  }
  return FALLBACK;
}
