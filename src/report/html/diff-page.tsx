/** One HTML file on two versions of firmware, side by side: what the new one tells whom that the old one did not. */
import type { VersionDifference } from "../../judge/compare/versions.ts";
import { inWords } from "../../judge/verdict/reason.ts";
import type { ComparedVersions, DiffDocument } from "../diff-json.ts";
import { OF_TAPES, type Outcome, outcomeOf } from "../diff-words.ts";
import { madeBy } from "../words.ts";
import { FindingChanges, FlowChanges, NameChanges } from "./diff-changes.tsx";
import { Matrices, Versions } from "./diff-sides.tsx";
import { DIFF_STYLE } from "./diff-style.ts";
import { applianceAnchor } from "./parts.tsx";
import { pageText } from "./shell.tsx";

/** Receivers that the first sentence names. */
const MAX_NAMED = 3;

const TONES = { "tells more": "bad", unknown: "unsure", "tells nothing new": "good" } as const;

interface Props {
  readonly document: DiffDocument;
}

export function diffPage(document: DiffDocument): string {
  return pageText({ title: titleOf(document), style: DIFF_STYLE, body: <Body document={document} /> });
}

function Body({ document }: Props) {
  const { compared } = document;
  return (
    <>
      <header class="top">
        <p class="brand">tightlip</p>
        <h1>{titleOf(document)}</h1>
        {compared.length === 1 && <p class="lead">{gistOf(compared[0]!)}</p>}
      </header>
      <main>
        {compared.length > 1 && <Overview document={document} />}
        {compared.map((pair, index) => (
          <Pair key={index} pair={pair} anchor={applianceAnchor(index)} document={document} />
        ))}
      </main>
      <footer>
        Made by {madeBy(document)}. Credentials go by name; their values are nowhere in this file. The same
        two versions, policy, seed and version of tightlip make the same file.
      </footer>
    </>
  );
}

function Overview({ document: { compared } }: Props) {
  return (
    <nav class="card overview" aria-label="Firmware that was compared">
      <ul>
        {compared.map((pair, index) => (
          <li key={index}>
            <OutcomeBadge outcome={outcomeOf(pair)} />
            <a href={`#${applianceAnchor(index)}`}>{pair.name}</a>
            <span class="quiet">{gistOf(pair)}</span>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface PairProps extends Props {
  readonly pair: ComparedVersions;
  /** The id of the section. */
  readonly anchor: string;
}

function Pair({ pair, anchor, document: { kind, compared } }: PairProps) {
  const { name, old, new: now, difference } = pair;
  const isJudged = kind === "judged";
  const isOfReport = isJudged && [old, now].some((version) => version !== null && version.flows === null);
  return (
    <section class="appliance" id={anchor} aria-labelledby={`${anchor}-name`}>
      <div class="heading">
        <h2 id={`${anchor}-name`}>{name}</h2>
        <OutcomeBadge outcome={outcomeOf(pair)} />
      </div>
      {compared.length > 1 && <p class="reason">{gistOf(pair)}</p>}
      <Versions old={old} now={now} />
      {isJudged && (
        <>
          <h3>What changes in who learns what</h3>
          <FindingChanges changes={difference.findings} />
          <h3>Who learns what</h3>
          <Matrices old={old} now={now} />
        </>
      )}
      <h3>Traffic</h3>
      {!isJudged && <p class="quiet">{OF_TAPES}</p>}
      {isOfReport ? (
        <p class="quiet">
          A JSON report holds no flows, credentials or functions of the firmware, so these are not compared.
        </p>
      ) : (
        <FlowChanges changes={difference.flows} />
      )}
      {isJudged && (
        <>
          <h3>In the firmware</h3>
          <NameChanges difference={difference} isOfReport={isOfReport} />
        </>
      )}
    </section>
  );
}

function OutcomeBadge({ outcome }: { readonly outcome: Outcome }) {
  return <span class={`badge ${TONES[outcome]}`}>{outcome}</span>;
}

function titleOf({ kind, compared }: DiffDocument): string {
  const more = compared.filter(({ difference }) => difference.more).length;
  if (compared.length > 1)
    return more === 0
      ? `None of ${compared.length} firmwares tells more`
      : `${more} of ${compared.length} firmwares ${more === 1 ? "tells" : "tell"} more`;
  if (kind === "tapes")
    return more > 0 ? "The new tape has more on it" : "The new tape has nothing new on it";
  const [pair] = compared;
  if (pair !== undefined && outcomeOf(pair) === "unknown")
    return "The new version is not known to tell nothing new";
  return more > 0 ? "The new version tells more" : "The new version tells nothing new";
}

/** The comparison in a sentence or two: who gets more, else the reason for not knowing, else who gets less. */
function gistOf(pair: ComparedVersions): string {
  const { old, new: now, difference } = pair;
  if (now === null) return "There is no such firmware any more.";
  return `${old === null ? "There was no such firmware before. " : ""}${newsOf(difference) ?? restOf(pair)}`;
}

/** Receivers of something new, of leaks first; null for none. */
function newsOf({ findings, flows }: VersionDifference): string | null {
  const told = findings.flatMap(({ change, new: one }) =>
    one !== null && (change === "new" || change === "worse") ? [one] : [],
  );
  const leaks = told.filter(({ release }) => release === null);
  if (leaks.length > 0) return listed(leaks, "learns", ({ secret, degree }) => `${secret} (${degree})`);
  if (told.length > 0) return listed(told, "learns", ({ secret }) => `${secret} (allowed)`);
  const sent = flows.flatMap(({ change, new: one }) => (one === null ? [] : [{ ...one, change }]));
  if (sent.length === 0) return null;
  return listed(
    sent,
    "gets",
    ({ change, channel, kind }) => `${change === "larger" ? "larger " : ""}${channel} ${kind}`,
  );
}

function restOf(pair: ComparedVersions): string {
  const { new: now, difference } = pair;
  if (outcomeOf(pair) === "unknown")
    return `Nothing new was found, but the new version's verdict is unknown: ${now!.verdict!.reason}.`;
  const less = difference.findings.flatMap(({ old: was }) => (was === null ? [] : [was]));
  if (less.length > 0) return `It tells less: ${listed(less, "learns less of", ({ secret }) => secret)}`;
  return "Nobody learns or gets anything new.";
}

interface Received {
  readonly observer: string;
  readonly to: string | null;
}

/** `endpoint cloud.example:443 learns wifi.psk (clear) and wifi.ssid (clear); …` */
function listed<One extends Received>(
  all: readonly One[],
  verb: string,
  nameOf: (one: One) => string,
): string {
  const byReceiver = new Map<string, Set<string>>();
  for (const one of all) {
    const receiver = `${one.observer}${one.to === null ? "" : ` ${one.to}`}`;
    byReceiver.set(receiver, (byReceiver.get(receiver) ?? new Set()).add(nameOf(one)));
  }
  const parts = [...byReceiver].map(([receiver, names]) => `${receiver} ${verb} ${inWords([...names])}`);
  const more = parts.length - MAX_NAMED;
  const rest = more > 0 ? `; and ${more === 1 ? "one receiver" : `${more} receivers`} more` : "";
  return `${parts.slice(0, MAX_NAMED).join("; ")}${rest}.`;
}
