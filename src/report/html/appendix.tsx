/** Which provisions of standards and laws the findings are evidence toward. */
import type { Finding } from "../../judge/verdict/finding.ts";
import type { Reported } from "../document.ts";
import {
  BUILT_IN_SEARCH,
  INSTRUMENTS,
  type Instrument,
  type Provision,
  REVIEWED,
  topicsOf,
} from "../legal-provisions.ts";
import { noteTexts } from "../note.ts";
import { findingsOf, ownSecrets, wordOf } from "../reported.ts";
import type { Card, Section } from "./cards.ts";

/** Links to leaks that a provision gets. */
const MAX_LINKS = 12;

interface Props {
  readonly sections: readonly Section[];
}

/** What of one firmware bears on a provision. */
interface Bearing {
  readonly name: string;
  readonly leaks: readonly Card[];
  /** Names of releases. */
  readonly allowed: readonly string[];
  /** Notes that speak against it. */
  readonly doubts: readonly string[];
}

export function Appendix({ sections }: Props) {
  const judged = sections.some(({ result }) => result.kind === "firmware" && wordOf(result) !== "unknown");
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
      {judged && (
        <p>
          <strong>Credentials that ship with every copy.</strong> {BUILT_IN_SEARCH}
        </p>
      )}
      {INSTRUMENTS.map((instrument) => (
        <Table key={instrument.name} instrument={instrument} sections={sections} judged={judged} />
      ))}
    </details>
  );
}

function Table({
  instrument,
  sections,
  judged,
}: Props & { readonly instrument: Instrument; readonly judged: boolean }) {
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
              <Evidence
                bearings={bearingsOn(provision, sections)}
                many={sections.length > 1}
                judged={judged}
              />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface EvidenceProps {
  readonly bearings: readonly Bearing[];
  readonly many: boolean;
  /** Some firmware was judged: of a capture, what it does not show says nothing. */
  readonly judged: boolean;
}

function Evidence({ bearings, many, judged }: EvidenceProps) {
  const leaking = bearings.filter(({ leaks }) => leaks.length > 0);
  const allowed = [...new Set(bearings.flatMap((bearing) => bearing.allowed))].sort();
  const doubts = [...new Set(bearings.flatMap((bearing) => bearing.doubts))];
  return (
    <>
      {doubts.map((doubt) => (
        <p class="evidence" key={doubt}>
          To be weighed: {doubt}.
        </p>
      ))}
      {leaking.length === 0 ? (
        judged &&
        doubts.length === 0 && (
          <p class="evidence quiet">Evidence toward “met”: no leak was found that bears on it.</p>
        )
      ) : (
        <ul class="evidence" aria-label="Evidence toward “not met”">
          {leaking.map(({ name, leaks }) => (
            <li key={name}>
              Evidence toward “not met”{many && `, ${name}`}:
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
      {allowed.length > 0 && (
        <p class="evidence quiet">To be weighed, as it is allowed: {allowed.join(", ")}.</p>
      )}
    </>
  );
}

/** A key that is in the firmware is a credential of every copy, though no search of the source has to see it. */
function doubtsOn(about: Provision["about"], result: Reported): string[] {
  if (result.kind !== "firmware" || !about.includes("built in")) return [];
  return noteTexts(result.verdict.notes.filter(({ kind }) => kind === "same on every board"));
}

function bearingsOn({ about }: Provision, sections: readonly Section[]): Bearing[] {
  return sections.flatMap(({ result, cards }) => {
    if (result.kind === "unbuilt") return [];
    const own = ownSecrets(result);
    const bears = (finding: Finding) =>
      topicsOf(finding, own.includes(finding.secret)).some((topic) => about.includes(topic));
    const leaks = cards.shown.filter((card) => card.leaks.some(bears));
    const allowed = findingsOf(result).flatMap((f) =>
      f.allowed !== null && bears(f) ? [f.allowed.name] : [],
    );
    return [{ name: result.name, leaks, allowed, doubts: doubtsOn(about, result) }];
  });
}
