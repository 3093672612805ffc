/** What is said of one firmware: the verdict, who learns what, when, each leak, what is allowed, and what was looked at. */
import { captureScope } from "../capture-text.ts";
import type { CaptureReport, FirmwareReport, Reported, ReportedFinding } from "../document.ts";
import { type Cell, COLUMNS } from "../matrix.ts";
import { noteText } from "../note.ts";
import { findingsOf, imageOf, leaksOf, problemsOf, reasonOf, secretsOf } from "../reported.ts";
import { scopeLines } from "../scope.ts";
import { formatSeconds, placeOf, problemText } from "../words.ts";
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
  const { name, main } = result;
  const image = imageOf(result);
  const problems = (problemsOf(result) ?? []).map(problemText);
  return (
    <section class="appliance" id={anchor} aria-labelledby={`${anchor}-name`}>
      <div class="heading">
        <h2 id={`${anchor}-name`}>{name}</h2>
        <VerdictBadge result={result} />
      </div>
      <p class="reason">{reasonOf(result)}</p>
      <p class="quiet">
        {main}
        {image !== null && ` · image ${image.slice(0, SHOWN_HASH_DIGITS)}`}
      </p>
      {problems.map((problem) => (
        <p class="problem" key={problem}>
          Not as expected: {problem}
        </p>
      ))}
      {result.kind !== "unbuilt" && <Judged result={result} anchor={anchor} />}
    </section>
  );
}

interface JudgedProps extends Props {
  readonly result: FirmwareReport | CaptureReport;
}

function Judged({ result, anchor }: JudgedProps) {
  const timeline = result.kind === "firmware" ? result.timeline : null;
  const scope = result.kind === "firmware" ? scopeLines(result) : captureScope(result);
  const notes = result.kind === "firmware" ? result.verdict.notes.map(noteText) : [];
  const leaks = leaksOf(result);
  return (
    <>
      {notes.map((note) => (
        <p class="note" key={note}>
          Note: {note}.
        </p>
      ))}
      <Matrix result={result} />
      {timeline !== null && <Timeline timeline={timeline} findings={findingsOf(result)} />}
      {leaks.length > 0 && <h3>Leaks</h3>}
      {leaks.slice(0, MAX_LEAKS).map((leak, at) => (
        <Leak
          key={leakAnchor(anchor, at)}
          anchor={leakAnchor(anchor, at)}
          number={at + 1}
          leak={leak}
          result={result}
        />
      ))}
      {leaks.length > MAX_LEAKS && <p>…and {leaks.length - MAX_LEAKS} more.</p>}
      <Allowed findings={findingsOf(result)} />
      <h3>What was looked at</h3>
      <ul class="scope">
        {scope.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

/** A table whose rows become lists where there is no room for columns. */
function Matrix({ result }: Pick<Props, "result">) {
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: what is laid out otherwise than as a table loses its roles.
    <table class="matrix" role="table" aria-label="Who learns what">
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">
            credential
          </th>
          {COLUMNS.map(({ title }) => (
            <th scope="col" role="columnheader" key={title}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {secretsOf(result).map((secret) => (
          <tr role="row" key={secret.name}>
            <th scope="row" role="rowheader">
              {secret.name}
              {secret.exercised === false && <span class="quiet"> (not used)</span>}
            </th>
            {COLUMNS.map(({ title, cellOf }) => {
              const found = cellOf(findingsOf(result), secret);
              return (
                <td role="cell" key={title} data-observer={title} class={`cell ${toneOf(found)}`}>
                  {shown(found)}
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

function toneOf(cell: Cell): string {
  if (cell.kind === "leak") return cell.degree;
  return cell.kind === "allowed" ? "allowed" : "none";
}

function shown(cell: Cell): string {
  if (cell.kind === "leak") return cell.degree;
  return cell.kind === "unused" ? "–" : cell.kind;
}

function Allowed({ findings }: { readonly findings: readonly ReportedFinding[] }) {
  const allowed = findings.filter(({ allowed }) => allowed !== null);
  if (allowed.length === 0) return null;
  return (
    <details>
      <summary>Allowed: {allowed.length === 1 ? "1 flow" : `${allowed.length} flows`}</summary>
      <ul class="allowed">
        {allowed.map((flow, index) => (
          <li key={index}>
            {flowText(flow)} <span class="quiet">{flow.why ?? "the platform needs it"}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function flowText(flow: ReportedFinding): string {
  const to = flow.to === null ? "" : ` ${flow.to}`;
  return `${flow.secret} → ${flow.observer}${to} by ${flow.channel}, ${formatSeconds(flow.atMicros)}, at ${placeOf(flow)}: ${flow.allowed!.name}.`;
}
