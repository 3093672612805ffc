/** Two versions side by side: their verdicts and images, and who learns what from each. */
import { Fragment } from "preact";
import type { Version } from "../../judge/compare/versions.ts";
import type { VerdictWord } from "../../judge/policy/policy.ts";
import { type Cell, COLUMNS } from "../matrix.ts";
import type { ReportedSecret } from "../reported.ts";
import { shown, toneOf } from "./matrix.tsx";
import { shortHash } from "./parts.tsx";

const TONES: Readonly<Record<VerdictWord, string>> = { keeps: "good", leaks: "bad", unknown: "unsure" };

interface Props {
  readonly old: Version | null;
  readonly now: Version | null;
}

export function Versions({ old, now }: Props) {
  return (
    <div class="sides">
      <VersionCard title="Old" version={old} absence="There was no such firmware before." />
      <VersionCard title="New" version={now} absence="There is no such firmware any more." />
    </div>
  );
}

interface CardProps {
  readonly title: string;
  readonly version: Version | null;
  /** Sentence in place of a version that is not there. */
  readonly absence: string;
}

function VersionCard({ title, version, absence }: CardProps) {
  if (version === null)
    return (
      <div class="card side">
        <h3>{title}</h3>
        <p class="reason">{absence}</p>
      </div>
    );
  const { name, image, verdict } = version;
  return (
    <div class="card side">
      <div class="heading">
        <h3>{title}</h3>
        {verdict !== null && <span class={`badge ${TONES[verdict.word]}`}>{verdict.word}</span>}
      </div>
      {verdict !== null && <p class="reason">{verdict.reason}</p>}
      <p class="quiet">
        {name} · image {shortHash(image)}
      </p>
    </div>
  );
}

/** One matrix a version, with the same rows; cells that differ say what the other one has. */
export function Matrices({ old, now }: Props) {
  const names = [...new Set([now, old].flatMap((version) => (version === null ? [] : secretNames(version))))];
  if (names.length === 0) return <p class="quiet">No credential was looked for.</p>;
  return (
    <div class="sides tables">
      <Matrix title="Old" version={old} other={now} otherWord="now" names={names} />
      <Matrix title="New" version={now} other={old} otherWord="was" names={names} />
    </div>
  );
}

interface MatrixProps {
  readonly title: string;
  readonly version: Version | null;
  readonly other: Version | null;
  /** Word before what a cell of the other one holds. */
  readonly otherWord: string;
  /** Secrets of either. */
  readonly names: readonly string[];
}

function Matrix({ title, version, other, otherWord, names }: MatrixProps) {
  const label = `${title} version`;
  if (version === null)
    return (
      <div class="side">
        <h4>{label}</h4>
        <p class="quiet">It is not there.</p>
      </div>
    );
  return (
    <div class="side">
      <h4>{label}</h4>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: what is laid out otherwise than as a table loses its roles. */}
      <table
        class="matrix"
        role="table"
        aria-label={`Who learns what from the ${title.toLowerCase()} version`}
      >
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">
              credential
            </th>
            {COLUMNS.map((column) => (
              <th scope="col" role="columnheader" key={column.title}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {names.map((name) => (
            <tr role="row" key={name}>
              <th scope="row" role="rowheader">
                <Breakable name={name} />
              </th>
              {COLUMNS.map((column) => {
                const cell = column.cellOf(version.findings, secretOf(version, name));
                const others = other === null ? null : column.cellOf(other.findings, secretOf(other, name));
                const differs = others !== null && wordOf(others) !== wordOf(cell);
                return (
                  <td
                    role="cell"
                    key={column.title}
                    data-observer={column.title}
                    class={`cell ${toneOf(cell)}${differs ? " changed" : ""}`}
                  >
                    {shown(cell)}
                    {differs && (
                      <small>
                        {otherWord} <span>{wordOf(others)}</span>
                      </small>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: as above. */}
    </div>
  );
}

/** A name that breaks after a dot, where it has to. */
function Breakable({ name }: { readonly name: string }) {
  return (
    <>
      {name.split(/(?<=\.)/).map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}

/** Names of what was looked for, and of what was found. */
function secretNames({ secrets, findings }: Version): string[] {
  return [...secrets.map(({ name }) => name), ...findings.map(({ secret }) => secret)];
}

function secretOf({ secrets }: Version, name: string): ReportedSecret {
  return secrets.find((secret) => secret.name === name) ?? { name, exercised: false };
}

/** Where there is nothing to see, nothing is seen. */
function wordOf(cell: Cell): string {
  return cell.kind === "unused" ? "nothing" : shown(cell);
}
