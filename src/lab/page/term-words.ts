/** Words for observers, degrees and times, in the page's language. */
import type { Observer } from "../../../sim/tape/tape.ts";
import type { Degree } from "../../judge/policy/degree.ts";
import { t } from "./language.ts";

export function observer(name: Observer) {
  const text = (what: string) => t(`observer.${name}.${what}`);
  return { name: text("name"), title: text("title"), sees: text("sees") };
}

export function degree(name: Degree) {
  return { word: t(`degree.${name}.word`), gist: (it: string) => t(`degree.${name}.gist`, { it }) };
}

/** Name of the catalogue's entry for a term that has spaces or hyphens in it. */
export function camelCase(term: string): string {
  return term.replace(/[ -](\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Such as `45.2 s`, or `5 min 44 s` from two minutes on. */
export function seconds(micros: number): string {
  if (micros < 120e6) return t("time.seconds", { seconds: Math.round(micros / 1e4) / 100 });
  const whole = Math.round(micros / 1e6);
  return t("time.minutes", { minutes: Math.floor(whole / 60), seconds: whole % 60 });
}
