/** What is said of one firmware: the verdict, who learns what, when, each leak, what is allowed, and what was looked at. */
import { OBSERVERS } from "../../../sim/tape/tape.ts";
import type { Finding } from "../../judge/verdict/finding.ts";
import { cellOf } from "../matrix.ts";
import type { ReportedVerdict as Verdict } from "../report.ts";
import { leaksOf, type Reported } from "../report.ts";
import { formatSeconds } from "../words.ts";
import { Leak } from "./leak.tsx";
import { leakAnchor, VerdictBadge } from "./parts.tsx";
import { Timeline } from "./timeline.tsx";

/** Leaks that are shown in full; the matrix counts all. */
const MAX_LEAKS = 100;
const SHOWN_HASH_DIGITS = 12;

interface Props {
  readonly result: Reported;
  /** The id of the section. */
  readonly anchor: string;
}

export function ApplianceSection({ result, anchor }: Props) {
  const { name, main, image, verdict, failure, problems } = result;
  return (
    <section class="appliance" id={anchor} aria-labelledby={`${anchor}-name`}>
      <div class="heading">
        <h2 id={`${anchor}-name`}>{name}</h2>
        <VerdictBadge result={result} />
      </div>
      <p class="reason">{verdict?.reason ?? failure!.split("\n")[0]}</p>
      <p class="quiet">
        {main}
        {image !== null && ` · image ${image.slice(0, SHOWN_HASH_DIGITS)}`}
      </p>
      {(problems ?? []).map((problem) => (
        <p class="problem" key={problem}>
          Not as expected: {problem}
        </p>
      ))}
      {verdict !== null && <Judged result={result} verdict={verdict} anchor={anchor} />}
    </section>
  );
}

function Judged({ result, verdict, anchor }: Props & { readonly verdict: Verdict }) {
  const { room } = result;
  const leaks = leaksOf(result);
  return (
    <>
      <Matrix verdict={verdict} isFirmware={result.image !== null} />
      {room !== null && <Timeline result={result} room={room} />}
      {leaks.length > 0 && <h3>Leaks</h3>}
      {leaks.slice(0, MAX_LEAKS).map((leak, at) => (
        <Leak
          key={leakAnchor(anchor, at)}
          anchor={leakAnchor(anchor, at)}
          number={at + 1}
          leak={leak}
          result={result}
          evidence={room?.of(leak) ?? null}
        />
      ))}
      {leaks.length > MAX_LEAKS && <p>…and {leaks.length - MAX_LEAKS} more.</p>}
      <Allowed result={result} verdict={verdict} />
      <h3>What was looked at</h3>
      <ul class="scope">
        {result.scope.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

/** A table whose rows become lists where there is no room for columns. */
function Matrix({ verdict, isFirmware }: { readonly verdict: Verdict; readonly isFirmware: boolean }) {
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: what is laid out otherwise than as a table loses its roles.
    <table class="matrix" role="table" aria-label="Who learns what">
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">
            credential
          </th>
          {OBSERVERS.map((observer) => (
            <th scope="col" role="columnheader" key={observer}>
              {observer}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {verdict.secrets.map((secret) => (
          <tr role="row" key={secret.name}>
            <th scope="row" role="rowheader">
              {secret.name}
              {isFirmware && !secret.exercised && <span class="quiet"> (not used)</span>}
            </th>
            {OBSERVERS.map((observer) => {
              const word = cellOf(verdict, secret, observer);
              return (
                <td role="cell" key={observer} data-observer={observer} class={`cell ${toneOf(word)}`}>
                  {word === "·" ? "nothing" : word === "-" ? "–" : word}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: as above.
  );
}

function toneOf(word: string): string {
  return word === "·" || word === "-" ? "none" : word;
}

function Allowed({ result, verdict }: { readonly result: Reported; readonly verdict: Verdict }) {
  const allowed = verdict.findings.filter(({ allowed }) => allowed !== null);
  if (allowed.length === 0) return null;
  return (
    <details>
      <summary>Allowed: {allowed.length === 1 ? "1 flow" : `${allowed.length} flows`}</summary>
      <ul class="allowed">
        {allowed.map((flow, index) => (
          <li key={index}>
            {flowText(flow, result)} <span class="quiet">{result.why(flow.allowed!.name)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function flowText(flow: Finding, result: Reported): string {
  const to = flow.to === null ? "" : ` ${flow.to}`;
  return `${flow.secret} → ${flow.observer}${to} by ${flow.channel}, ${formatSeconds(flow.atMicros)}, at ${result.where(flow)}: ${flow.allowed!.name}.`;
}
