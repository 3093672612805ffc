/** The targets of LeakBench, and how near its outcomes come to them. */
import { SEARCH_TRIES } from "../../src/judge/explore/search-tries.ts";
import { median, type Row } from "../table.ts";
import type { Outcome } from "./outcome.ts";

export interface Target extends Row {
  readonly isMet: boolean;
}

const MAX_EVENTS = 3;
/** Processor time after which a trigger counts as not found. */
const MAX_SEARCH_SECONDS = 60;

/** Those that the outcomes say anything about. */
export function targetsOf(outcomes: readonly Outcome[]): Target[] {
  const sum = (cases: readonly Outcome[], of: (o: Outcome) => number) =>
    cases.reduce((total, o) => total + of(o), 0);
  const atMost = (what: string, figure: number, most: number, raw = ""): Target => ({
    what,
    figure: String(figure),
    target: most === 0 ? "0" : `<= ${most}`,
    raw,
    isMet: figure <= most,
  });
  const ofFamily = (letters: string) => outcomes.filter((o) => letters.includes(o.id[0]!));
  const foundIn = (letters: string, least: number) => {
    const cases = ofFamily(letters);
    const found = sum(cases, (o) => o.found);
    return share(
      `found of ${letters.split("").join(", ")}`,
      found,
      sum(cases, (o) => o.expected),
      least,
    );
  };
  const all = (of: (o: Outcome) => number) => sum(outcomes, of);
  const caught = outcomes.filter((o) => o.mustBeCaught);
  const events = outcomes.flatMap((o) => o.events);
  const names = (of: (o: Outcome) => boolean) =>
    outcomes
      .filter(of)
      .map((o) => o.id)
      .join(", ");
  const longer = names((o) => o.events.some((n) => n > MAX_EVENTS));
  const targets = [
    atMost(
      "false alarms",
      all((o) => o.falseAlarms.length),
      0,
      names((o) => o.falseAlarms.length > 0),
    ),
    share("must be caught, and is", caught.filter((o) => o.found === o.expected).length, caught.length, 1),
    foundIn("abc", 0.99),
    foundIn("d", 0.95),
    foundIn("e", 0.9),
    share(
      "found of g, at the right line",
      sum(ofFamily("g"), (o) => o.lineRight),
      sum(ofFamily("g"), (o) => o.expected),
      0.99,
    ),
    atMost(
      "alarms in h",
      sum(ofFamily("h"), (o) => o.falseAlarms.length),
      0,
    ),
    ...searchTargets(outcomes),
    share(
      "degree right",
      all((o) => o.degreeRight),
      all((o) => o.found),
      0.95,
    ),
    share(
      "source line right",
      all((o) => o.lineRight),
      all((o) => o.found),
      0.95,
    ),
    share(
      "size within its interval",
      all((o) => o.sizeRight),
      all((o) => o.sized),
      1,
    ),
    share("verdict right", outcomes.filter((o) => o.verdictRight).length, outcomes.length, 1),
    atMost("noise between equal runs", outcomes.filter((o) => o.isNoisy).length, 0),
    atMost(
      "events of a counterexample, median",
      events.length > 0 ? median(events) : 0,
      MAX_EVENTS,
      `longer: ${longer || "none"}`,
    ),
  ];
  return targets.filter(({ raw }) => !raw.endsWith(" of 0"));
}

/** Those that the search for triggers alone is held against. */
export function searchTargets(outcomes: readonly Pick<Outcome, "id" | "search">[]): Target[] {
  return ["e", "j"].flatMap((letter) => searchTargetsOf(letter, outcomes));
}

function searchTargetsOf(letter: string, outcomes: readonly Pick<Outcome, "id" | "search">[]): Target[] {
  const searched = outcomes.flatMap(({ id, search }) =>
    search === null || !id.startsWith(letter) ? [] : [{ id, ...search }],
  );
  if (searched.length === 0) return [];
  const isFound = (one: (typeof searched)[number]) => one.isFound && one.seconds <= MAX_SEARCH_SECONDS;
  const found = searched.filter(isFound);
  const missed = searched.filter((one) => !isFound(one)).map(({ id }) => id);
  const part = (what: (one: (typeof searched)[number]) => number) =>
    searched.reduce((total, one) => total + what(one), 0);
  const covered = (of: number) => `${((100 * of) / part((one) => one.outcomes.all)).toFixed(0)} %`;
  const seconds = median(searched.map((one) => one.seconds));
  return [
    {
      ...share(
        `found of ${letter} by search alone, within ${MAX_SEARCH_SECONDS} s of processor time`,
        found.length,
        searched.length,
        0.95,
      ),
      raw: `${found.length} of ${searched.length}; missed: ${missed.join(", ") || "none"}`,
    },
    {
      what: `processor seconds of the search in ${letter}, median`,
      figure: seconds.toFixed(1),
      target: "<= 2",
      raw: `${median(searched.map((one) => one.tries))} tries in the median`,
      isMet: seconds <= 2,
    },
    {
      what: `branch outcomes that ran in ${letter}, with the search`,
      figure: covered(part((one) => one.outcomes.after)),
      target: "-",
      raw: `without it ${covered(part((one) => one.outcomes.before))}`,
      isMet: true,
    },
    {
      what: `found of ${letter} within the tries of every check`,
      figure: String(found.filter(({ tries }) => tries <= SEARCH_TRIES).length),
      target: "-",
      raw: `of ${searched.length}, in ${SEARCH_TRIES} tries`,
      isMet: true,
    },
  ];
}

function share(what: string, part: number, of: number, least: number): Target {
  return {
    what,
    figure: `${((100 * part) / of).toFixed(1)} %`,
    target: least === 1 ? "100 %" : `>= ${100 * least} %`,
    raw: `${part} of ${of}`,
    isMet: part >= least * of,
  };
}
