/** Provisions of standards and laws, with the checks that each rests on and the leaks that bear on it. */
import type { Finding } from "../../judge/verdict/finding.ts";
import { CHECK_NAMES, CHECKS, type CheckName, examinedText, whyNotExamined } from "../examined.ts";
import {
  INSTRUMENTS,
  type Instrument,
  type Provision,
  REVIEWED,
  type Topic,
  topicsOf,
} from "../legal-provisions.ts";
import { findingsOf, ownSecrets } from "../reported.ts";
import type { Card, Section } from "./cards.ts";
import { isAbout } from "./leak.tsx";

/** Links to leaks that a provision gets. */
const MAX_LINKS = 12;
/** Firmwares that a line names. */
const MAX_NAMES = 12;

interface Props {
  readonly sections: readonly Section[];
}

/** Evidence of one firmware that bears on a provision. */
interface Bearing {
  readonly name: string;
  readonly leaks: readonly Card[];
  /** Names of releases. */
  readonly allowed: readonly string[];
  /** Sentences that speak against it, without the full stop. */
  readonly doubts: readonly string[];
  /** Places of notes on a key that may be in every copy. */
  readonly noted: readonly NotePlace[];
}

interface NotePlace {
  readonly anchor: string;
  /** The leak, or the firmware. */
  readonly at: string;
}

export function Appendix({ sections }: Props) {
  return (
    <details class="appendix">
      <summary>
        <h2>Appendix: evidence toward provisions of standards and laws</h2>
      </summary>
      <p id="provisions">
        A leak is evidence toward the question whether a provision is met, and so is a search that finds none.
        Neither is the answer: whether a provision applies, and what else it asks for, is for an assessment of
        the product. The words are ours; what counts is the text, in the version that is named. Compared with
        the sources in {REVIEWED}.
      </p>
      <Checks sections={sections} />
      {INSTRUMENTS.map((instrument) => (
        <Table key={instrument.name} instrument={instrument} sections={sections} />
      ))}
    </details>
  );
}

/** The checks themselves, and how far they went. */
function Checks({ sections }: Props) {
  return (
    <section class="instrument">
      <h3>Checks that the evidence rests on</h3>
      <p class="quiet">
        All of them look for credentials, in a simulator that runs the firmware; no board was looked at.
      </p>
      <dl>
        {CHECK_NAMES.map((check) => (
          <div key={check}>
            <dt id={anchorOf(check)}>{CHECKS[check].title}</dt>
            <dd>
              {CHECKS[check].looks} {CHECKS[check].limits}
              {notExamined(check, sections).map((text) => (
                <p class="evidence" key={text}>
                  Not examined{text}.
                </p>
              ))}
            </dd>
          </div>
        ))}
        {sections.map(
          ({ result, anchor }) =>
            result.kind === "firmware" && (
              <div key={anchor}>
                <dt>{result.name}</dt>
                <dd>{examinedText(result)}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}

function Table({ instrument, sections }: Props & { readonly instrument: Instrument }) {
  const { name, version, source, provisions } = instrument;
  return (
    <section class="instrument">
      <h3>{name}</h3>
      <p class="quiet">
        {version}. <a href={source}>{source}</a>
      </p>
      <dl>
        {provisions.map((provision) => (
          <div key={provision.id}>
            <dt>{provision.id}</dt>
            <dd>
              {provision.says}
              <Evidence provision={provision} sections={sections} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Evidence({ provision, sections }: Props & { readonly provision: Provision }) {
  const bearings = sections.flatMap((section) => bearingOn(provision, section));
  const leaking = bearings.filter(({ leaks }) => leaks.length > 0);
  const allowed = [...new Set(bearings.flatMap((bearing) => bearing.allowed))].sort();
  const doubts = [...new Set(bearings.flatMap((bearing) => bearing.doubts))];
  const noted = bearings.flatMap(({ name, noted }) => noted.map((place) => ({ ...place, name })));
  const isOpen = leaking.length === 0 && doubts.length === 0 && noted.length === 0;
  return (
    <>
      {noted.length > 0 && (
        <p class="evidence">
          To be weighed, a key that may be in every copy:
          {noted.slice(0, MAX_LINKS).map(({ name, anchor, at }) => (
            <a key={anchor} href={`#${anchor}`}>
              the note on {sections.length > 1 ? `${name}, ${at}` : at}
            </a>
          ))}
          {noted.length > MAX_LINKS && <span>and {noted.length - MAX_LINKS} more</span>}
        </p>
      )}
      {doubts.map((doubt) => (
        <p class="evidence" key={doubt}>
          To be weighed: {doubt}.
        </p>
      ))}
      {leaking.length > 0 && (
        <ul class="evidence" aria-label="Evidence toward “not met”">
          {leaking.map(({ name, leaks }) => (
            <li key={name}>
              Evidence toward “not met”{sections.length > 1 && `, ${name}`}:
              {leaks.slice(0, MAX_LINKS).map(({ number, anchor }) => (
                <a key={anchor} href={`#${anchor}`}>
                  leak {number}
                </a>
              ))}
              {leaks.length > MAX_LINKS && <span>and {leaks.length - MAX_LINKS} more</span>}
            </li>
          ))}
        </ul>
      )}
      {isOpen && <Searches provision={provision} sections={sections} />}
      {provision.notExamined !== null && <p class="evidence quiet">Not examined: {provision.notExamined}.</p>}
      {allowed.length > 0 && (
        <p class="evidence quiet">To be weighed, as it is allowed: {allowed.join(", ")}.</p>
      )}
    </>
  );
}

/** Checks behind a provision on which no leak bears: those that were done, and those that were not. */
function Searches({ provision: { rests }, sections }: Props & { readonly provision: Provision }) {
  const done = rests.filter((check) => sections.some(({ result }) => whyNotExamined(check, result) === null));
  const left = rests.filter((check) => sections.some(({ result }) => whyNotExamined(check, result) !== null));
  return (
    <>
      {done.length > 0 && (
        <p class="evidence quiet">
          Evidence toward “met”: nothing was found that bears on it, by the check of{" "}
          <CheckLinks checks={done} />.
        </p>
      )}
      {left.length > 0 && (
        <p class="evidence">
          Not examined{sections.length > 1 && ", for some firmware or all"}: <CheckLinks checks={left} />.
        </p>
      )}
    </>
  );
}

function CheckLinks({ checks }: { readonly checks: readonly CheckName[] }) {
  return (
    <>
      {checks.map((check, at) => (
        <>
          {at > 0 && "; "}
          <a class="check" href={`#${anchorOf(check)}`}>
            {CHECKS[check].title}
          </a>
        </>
      ))}
    </>
  );
}

function anchorOf(check: CheckName): string {
  return `check-${check}`;
}

/** For each reason, the firmware that it keeps from a check. */
function notExamined(check: CheckName, sections: readonly Section[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { result } of sections) {
    const reason = whyNotExamined(check, result);
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), result.name]);
  }
  return [...byReason].map(([reason, names]) => {
    const shown = names.slice(0, MAX_NAMES).join(", ");
    const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : "";
    return sections.length > 1 ? ` for ${shown}${more}: ${reason}` : `: ${reason}`;
  });
}

function bearingOn({ about }: Provision, section: Section): Bearing[] {
  const { result, cards } = section;
  if (result.kind === "unbuilt") return [];
  const own = ownSecrets(result);
  const isOf = (topics: readonly Topic[]) => (finding: Finding) =>
    topicsOf(finding, own.includes(finding.secret)).some((topic) => topics.includes(topic));
  const bears = isOf(about);
  const leaks = cards.shown.filter((card) => card.leaks.some(bears));
  const allowed = findingsOf(result).flatMap((f) => (f.allowed !== null && bears(f) ? [f.allowed.name] : []));
  const stored = cards.shown.filter((card) => card.leaks.some(isOf(["stored"])));
  const isHidden = about.includes("left behind") && leaks.length === 0 && stored.length > 0;
  const doubts = isHidden
    ? ["flash holds a credential, and whether erasing removes it was not told apart"]
    : [];
  return [{ name: result.name, leaks, allowed, doubts, noted: notesOn(about, section) }];
}

/** A key that is in the firmware is a credential of every copy, though no search of the source has to see it. */
function notesOn(about: Provision["about"], { result, anchor, cards }: Section): NotePlace[] {
  if (result.kind !== "firmware" || !about.includes("built in")) return [];
  const notes = result.verdict.notes.filter(({ kind }) => kind === "same on every board");
  const noted = cards.shown.filter(({ leaks }) => notes.some((note) => isAbout(note, leaks)));
  if (notes.length > 0 && noted.length === 0) return [{ anchor, at: "the firmware" }];
  return noted.map((card) => ({ anchor: card.anchor, at: `leak ${card.number}` }));
}
