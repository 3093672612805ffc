/** One leak: who learns what, which line sends it, how that was seen, what to do, and how to see it again. */
import { type ComponentChildren, Fragment } from "preact";
import type { Channel } from "../../../sim/tape/tape.ts";
import { eventsOf } from "../../judge/explore/shorten.ts";
import { tellsValue } from "../../judge/policy/degree.ts";
import { type How, stepsOf } from "../../judge/verdict/finding.ts";
import type { Note } from "../../judge/verdict/notes.ts";
import { isSameLine } from "../../judge/verdict/source.ts";
import { unique } from "../../unique.ts";
import type { Recurrences, Reported, ReportedFinding, Twins as TwinsData } from "../document.ts";
import { type LeakGroup, peersOf, toldBy } from "../leak-groups.ts";
import { replayById } from "../replay-id.ts";
import { acceptanceText } from "../suppression.ts";
import { frameText, libraryFrame, placeOf, sinceOf } from "../words.ts";
import type { Card } from "./cards.ts";
import { type PageWords, usePageWords } from "./page-words.ts";
import { ObserverName, Redacted } from "./parts.tsx";
import { LeakProvisions } from "./provisions.tsx";
import { Twins } from "./twins.tsx";

const MAX_LINE_CHARACTERS = 400;
/** Moments of a leak that are listed. */
const MAX_TIMES = 12;

/** Peers of a line whose views are shown. */
const MAX_VIEWS = 6;

/** Channels whose content the path sees only where there is no TLS. */
const PLAIN_CHANNELS: readonly Channel[] = ["http", "mqtt", "tcp"];
const OF_CONTENT: readonly How[] = ["value", "computed", "guessable"];

interface Props {
  readonly card: Card;
  readonly result: Reported;
}

interface LeakProps {
  readonly leak: ReportedFinding;
}

/** A leak with how to see it again and what it is evidence toward, as a report has it. */
export function Leak(props: Props) {
  const [first] = props.card.leaks;
  return (
    <LeakCard {...props}>
      <h5>See it again</h5>
      <pre class="replay">{first.replay}</pre>
      <p class="quiet">Or, in the project on the machine of the check, in any shell:</p>
      <pre class="replay">{replayById(first.replay)}</pre>
      {first.replayAnyShell !== null && (
        <details>
          <summary>The same on another machine, for every shell, those of Windows included</summary>
          <pre class="replay">{first.replayAnyShell}</pre>
        </details>
      )}
      <LeakProvisions leaks={props.card.leaks} result={props.result} />
    </LeakCard>
  );
}

interface CardProps extends Props {
  /** Before the lines of the source. */
  readonly before?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** Explanation of a leak, and what to do. */
export function LeakCard({ card: { number, anchor, leaks }, result, before, children }: CardProps) {
  const words = usePageWords();
  const [first] = leaks;
  const [twin, ...otherTwins] = twinsOf(leaks);
  return (
    <article class="card leak" id={anchor} aria-labelledby={`${anchor}-title`}>
      <div class="heading">
        <h4 id={`${anchor}-title`}>
          <span class="number">{number}</span> {unique(leaks.map(({ secret }) => secret)).join(", ")} →{" "}
          {unique(leaks.map(({ observer }) => observer)).map((observer, index) => (
            <Fragment key={observer}>
              {index > 0 && ", "}
              <ObserverName observer={observer} />
            </Fragment>
          ))}
          {peersOf(leaks).length > 0 && <span class="peer"> {peersOf(leaks).join(", ")}</span>}
        </h4>
        {unique(leaks.map(({ degree }) => degree)).map((degree) => (
          <span class={`badge ${degree}`} key={degree}>
            {words.degree(degree).word}
          </span>
        ))}
      </div>
      <Known leak={first} />
      <ul class="told">
        {toldBy(leaks).map(({ leak, observers, peer }) => (
          <li key={`${leak.rule} ${leak.secret} ${leak.observer} ${peer}`}>
            <strong>{leak.secret}</strong>
            {peer !== null && ` → ${peer}`}: {words.leak.showing(leak, sinceOf(result), observers)}
          </li>
        ))}
      </ul>
      {result.kind === "firmware" &&
        words.notes(result.verdict.notes.filter((note) => isAbout(note, leaks))).map((note) => (
          <p class="note" key={note}>
            {words.leak.note(note)}
          </p>
        ))}
      {eventsOf(stepsOf(first)) > 0 && <p>{words.leak.when(words.steps(stepsOf(first)))}</p>}
      <Meanings leaks={leaks} />
      {before}
      <SourceLines leak={first} />
      <Views leaks={leaks} />
      {twin !== undefined && <Twins {...twin} />}
      {otherTwins.map((other) => (
        <details key={other.leak.secret}>
          <summary>{words.twins.title(other.leak.secret)}</summary>
          <Twins {...other} />
        </details>
      ))}
      <Remedies leaks={leaks} />
      {children}
    </article>
  );
}

/** Twins of each secret, once. */
function twinsOf(leaks: LeakGroup) {
  const bySecret = new Map<string, { leak: ReportedFinding; twins: TwinsData }>(
    leaks
      .toReversed()
      .flatMap((leak) =>
        leak.evidence?.twins == null ? [] : [[leak.secret, { leak, twins: leak.evidence.twins }] as const],
      ),
  );
  return unique(leaks.map(({ secret }) => secret)).flatMap((secret) => bySecret.get(secret) ?? []);
}

/** A note on what one of the leaks sends. */
export function isAbout(note: Note, leaks: LeakGroup): boolean {
  if (note.kind !== "same on every board" || note.source === null) return false;
  return leaks.some((leak) => leak.secret === note.secret && isSameLine(leak.source, note.source));
}

function Known({ leak: { known, before } }: LeakProps) {
  if (known === null) return before ? <p class="known">The base of the check tells it as well.</p> : null;
  const { expires } = known.suppression;
  const until = expires === null ? "" : ` until ${expires}`;
  return (
    <p class="known">
      {known.expired ? `Was accepted${until}` : `Known, accepted${until}`}:{" "}
      {acceptanceText(known.suppression)}
    </p>
  );
}

function SourceLines({ leak }: LeakProps) {
  const { source: place, excerpt } = leak;
  const words = usePageWords();
  if (place === null) return <p class="quiet">{capitalised(placeOf(leak))}</p>;
  const library = libraryFrame(place);
  return (
    <>
      <h5>
        {place.file}:{place.line}
        {excerpt !== null && ` ${words.leak.redLine}`}
      </h5>
      {excerpt !== null && (
        <ol class="source" start={excerpt.firstLine} style={`counter-reset: line ${excerpt.firstLine - 1}`}>
          {excerpt.lines.map((text, index) => (
            <li key={index} class={excerpt.firstLine + index === place.line ? "here" : undefined}>
              <code>
                <Redacted text={text.slice(0, MAX_LINE_CHARACTERS)} />
              </code>
            </li>
          ))}
        </ol>
      )}
      {library !== null && <p class="quiet">{words.leak.inside(library)}</p>}
      {place.stack.length > 1 && (
        <details>
          <summary>{words.leak.calls}</summary>
          <ol class="stack">
            {place.stack.map((frame, index) => (
              <li key={index}>
                <code>{frameText(frame)}</code>
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

/** Views of the observers, one of each peer that gets something of its own. */
function Views({ leaks }: { readonly leaks: LeakGroup }) {
  const peers = peersOf(leaks);
  if (peers.length < 2) return <Seen leaks={leaks} peer={null} />;
  return (
    <>
      {peers.slice(0, MAX_VIEWS).map((peer) => (
        <Seen key={peer} leaks={leaks.filter(({ to }) => to === peer)} peer={peer} />
      ))}
    </>
  );
}

function Seen({ leaks, peer }: { readonly leaks: LeakGroup; readonly peer: string | null }) {
  const leak = leaks.find(({ evidence }) => evidence !== null && evidence.content !== null) ?? leaks[0];
  const { evidence, observer } = leak;
  const words = usePageWords();
  if (evidence === null) return null;
  const { event, where, sizeBytes, content, recurrences } = evidence;
  return (
    <>
      <h5>
        {words.leak.seen(words.observer(observer).name)}
        {peer !== null && `: ${peer}`}
      </h5>
      {content === null ? (
        <p>
          {event === null ? where : words.sight(event)}{" "}
          {sizeBytes > 0 && <span class="quiet">{words.leak.inAll(sizeBytes)}</span>}
        </p>
      ) : (
        <>
          {content.includes("‹") && (
            <p class="quiet">
              {words.leak.marked}
              {leak.channel === "http" && isInBody(content) && ` ${words.leak.inBody}`}
            </p>
          )}
          <pre class="seen">
            <Redacted text={content} />
          </pre>
        </>
      )}
      <Again leak={leak} recurrences={recurrences} />
    </>
  );
}

/** True for a request that has all of its marks below the empty line after its head. */
function isInBody(content: string): boolean {
  const end = content.indexOf("\n\n");
  return end !== -1 && content.indexOf("‹") > end;
}

/** Repetition: a value that lies open is told again, anything else is sent by the same line again. */
function Again({ leak, recurrences }: LeakProps & { readonly recurrences: Recurrences }) {
  const { count, atMicros } = recurrences;
  const words = usePageWords();
  if (count < 2) return null;
  const isOpen = tellsValue(leak.degree);
  const what = leak.origin.kind === "recording" ? "found" : isOpen ? "told" : "sent";
  const times = atMicros.slice(0, MAX_TIMES).map(words.seconds);
  const left = times.length > 0 && count > times.length ? [words.leak.more(count - times.length)] : [];
  const when = times.length === 0 ? "" : words.leak.at([...times, ...left]);
  return <p class={isOpen ? "again told-again" : "again"}>{words.leak.again[what](count, when)}</p>;
}

/** Degrees in sentences, and that nothing protects what is sent on its way. */
function Meanings({ leaks }: { readonly leaks: LeakGroup }) {
  const words = usePageWords();
  const isInTheOpen = leaks.some(
    ({ observer, channel, how }) =>
      observer === "network" && PLAIN_CHANNELS.includes(channel) && OF_CONTENT.includes(how),
  );
  return (
    <>
      {rulesOf(leaks, words).map(({ id, meaning }) => (
        <p key={id}>
          <code>{id}</code>: {meaning}
        </p>
      ))}
      {isInTheOpen && <p>{words.leak.inTheOpen}</p>}
    </>
  );
}

function Remedies({ leaks }: { readonly leaks: LeakGroup }) {
  const words = usePageWords();
  return (
    <>
      <h5>{words.leak.remedy}</h5>
      {unique(leaks.map(words.remedy)).map((remedy) => (
        <p key={remedy}>{remedy}</p>
      ))}
    </>
  );
}

function rulesOf(leaks: LeakGroup, words: PageWords) {
  return unique(leaks.map(({ rule }) => rule)).map((id) => ({ id, ...words.rule(id) }));
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
