/** Words of the page's parts. A page in another language gives its own by {@link PageWordsContext}. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Channel, Observer } from "../../../sim/tape/tape.ts";
import { describeSteps } from "../../judge/explore/describe-steps.ts";
import type { Degree } from "../../judge/policy/degree.ts";
import type { PairKind } from "../../judge/policy/secret.ts";
import { inWords } from "../../judge/verdict/reason.ts";
import { plural } from "../../plural.ts";
import { headingText, sightText } from "../events.ts";
import { noteTexts } from "../note.ts";
import { OBSERVER_WORDS } from "../observer-words.ts";
import { remedyOf } from "../remedy.ts";
import { DEGREE_TEXTS, findRule, type Rule } from "../rules.ts";
import { formatMicros, formatSeconds, showing } from "../words.ts";

const PAIRS: Readonly<Record<PairKind, string>> = {
  different: "as long, with no character the same",
  longer: "three characters longer",
  "one bit": "one bit apart",
  anagram: "the same characters in another order",
  "shared prefix": "the same in its first half",
  "equal crc32": "of the same length and CRC-32",
  word: "a word of another length",
};

/** The page's words in English. */
export const ENGLISH = {
  observer: (observer: Observer) => ({ name: observer as string, ...OBSERVER_WORDS[observer] }),
  degree: (degree: Degree) => ({ word: degree as string, gist: DEGREE_TEXTS[degree].gist }),
  rule: (id: string): Pick<Rule, "meaning"> => findRule(id)!,
  remedy: remedyOf,
  list: inWords,
  seconds: formatSeconds,
  steps: describeSteps,
  notes: noteTexts,
  sight: sightText,
  heading: headingText,
  events: (count: number) => plural(count, "event"),
  bytes: (count: number) => plural(count, "byte"),
  matrix: {
    label: "Who learns what",
    credential: "credential",
    notUsed: "not used",
    to: (secret: string, column: string) => `${secret} to ${column}`,
    cell: { nothing: "nothing", unused: "–", allowed: "allowed" },
  },
  home: {
    appliance: "appliance",
    phone: "phone",
    accessPoint: "access point",
    credentials: (count: number) => plural(count, "credential"),
    learns: (observer: string, what: string) => `${observer} ${what}`,
    nothing: "learns nothing",
    allowed: "gets what is allowed",
    text: (learns: readonly string[]) =>
      `The appliance in its home, and who learns its credentials: ${learns.join("; ")}.`,
  },
  key: {
    label: "Colours and lines",
    allowed: "allowed",
    it: "it",
    one: "one",
    eyes: "Eyes: coloured, learns something; grey, gets only what is allowed; closed, learns nothing that was found.",
  },
  observers: {
    summary: "Who the observers are, and what each learns",
    nothing: "learns nothing that was found",
    allowed: (releases: string, secrets: string) => `gets what ${releases} allows of ${secrets}`,
  },
  leak: {
    showing: (...told: Parameters<typeof showing>) => `${showing(...told)}.`,
    note: (text: string) => `Note: ${text}.`,
    when: (steps: string) => `When: ${steps}.`,
    inTheOpen: "The connection has no TLS: whoever is on the way sees the same bytes as the server.",
    inside: (library: string) => `inside the library ${library}`,
    redLine: "(red: the line that leaks)",
    marked: "Yellow stands for the credential, or for what is computed from it, with its length as sent.",
    inBody: "All of it is in the body, below the empty line.",
    calls: "Calls that lead there, innermost first, each with its function",
    seen: (observer: string) => `What ${observer} sees`,
    inAll: (sizeBytes: number) => `(${sizeBytes} bytes in all)`,
    again: {
      found: (count: number, when: string) => `Found ${count} times${when}.`,
      told: (count: number, when: string) => `Told in this run ${count} times${when}.`,
      sent: (count: number, when: string) => `The line sends in this run ${count} times${when}.`,
    },
    at: (times: readonly string[]) => `: at ${times.join(", ")}`,
    more: (count: number) => `${count} times more`,
    remedy: "What to do",
  },
  twins: {
    title: (secret: string) => `The same run with another ${secret}`,
    about: (observer: string, pair: PairKind) =>
      `Both runs are equal in everything else, chance included: each difference that ${observer} sees comes from the value. The other value is ${PAIRS[pair]}. Where they differ, the row is yellow: `,
    and: " and ",
    masks:
      " stand for what is not the same; what is between them is the same in both, by chance or by structure.",
    hidden: " stands for what is the same, but depends on another secret.",
    left: "… stands for what is left out.",
    parts: "A request has two rows: its head, then its body.",
    one: "with one value",
    other: "with the other",
    first: "first difference at this line",
    nothing: "nothing is sent",
    line: (line: number) => `, line ${line}`,
    file: (file: string, line: number) => `, ${file}:${line}`,
    computed: (micros: number) => `${formatMicros(micros)} of computing before it`,
  },
  timeline: {
    title: "When it was sent, in the first run.",
    ticks:
      "A tick is something that an observer sees: the shortest is one event, the tallest are 32 or more at once.",
    disc: "A disc is where a leak shows for the first time: it leads to the leak.",
    ring: "A ring is where it shows again.",
    happening: "In the top row, a diamond is a step of the scenario, a square a crash.",
    label: (name: string) => `Timeline of ${name}, to be scrolled`,
    happens: "what happens",
    whole: "whole run",
    wide: (times: number) => `${times} times as wide`,
    scroll: "Scroll to:",
    leak: (number: number) => `leak ${number}`,
    lane: (events: number, leaking: number) =>
      `${plural(events, "event")}${leaking > 0 ? `, ${leaking} of its moments show a leak` : ""}`,
    mark: (secrets: string, observer: string, degree: string, channel: Channel, isFirst: boolean) =>
      `${secrets} to ${observer}, ${degree} by ${channel}${isFirst ? "" : ", again"}`,
    at: (time: string, text: string) => `${time}: ${text}`,
    between: (from: string, to: string, text: string) => `${from} to ${to}: ${text}`,
    crash: (text: string) => `the appliance crashes: ${text}`,
    inWords: "What happens in this run, in words",
  },
};

export type PageWords = typeof ENGLISH;

export const PageWordsContext = createContext<PageWords>(ENGLISH);

/** Words for the component that asks. */
export function usePageWords(): PageWords {
  return useContext(PageWordsContext);
}
