/** The matrix of who learns what, whose cells lead to the leaks; rows become lists where there is no room for columns. */
import type { Observer } from "../../../sim/tape/tape.ts";
import type { Reported } from "../document.ts";
import { type Cell, COLUMNS } from "../matrix.ts";
import { OBSERVER_WORDS } from "../observer-words.ts";
import { findingsOf, leaksOf, secretsOf } from "../reported.ts";
import type { Cards } from "./cards.ts";

interface Props {
  readonly result: Reported;
  readonly cards: Cards;
}

export function Matrix({ result, cards }: Props) {
  const findings = findingsOf(result);
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: what is laid out otherwise than as a table loses its roles.
    <table class="matrix" role="table" aria-label="Who learns what">
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">
            credential
          </th>
          {COLUMNS.map(({ title, observers }) => (
            <th scope="col" role="columnheader" key={title} title={hintOf(observers)}>
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
            {COLUMNS.map(({ title, observers, cellOf }) => {
              const cell = cellOf(findings, secret);
              const leaks = leaksOf(result).filter(
                (l) => l.secret === secret.name && observers.includes(l.observer),
              );
              const anchors = [...new Set(leaks.map((leak) => cards.of(leak)?.anchor))];
              return (
                <td role="cell" key={title} data-observer={title} class={`cell ${toneOf(cell)}`}>
                  {anchors[0] === undefined ? (
                    shown(cell)
                  ) : (
                    <a href={`#${anchors[0]}`}>
                      <span class="unseen">
                        {secret.name} to {title}:{" "}
                      </span>
                      {shown(cell)}
                      {anchors.length > 1 && ` ×${anchors.length}`}
                    </a>
                  )}
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

/** What the observer of a column sees; nothing of several, whose names the title says. */
function hintOf(observers: readonly Observer[]): string | undefined {
  const [observer, ...others] = observers;
  return observer === undefined || others.length > 0 ? undefined : OBSERVER_WORDS[observer].sees;
}

/** Class of a cell, for its colour. */
export function toneOf(cell: Cell): string {
  if (cell.kind === "leak") return cell.degree;
  return cell.kind === "allowed" ? "allowed" : "none";
}

/** Word in a cell. */
export function shown(cell: Cell): string {
  if (cell.kind === "leak") return cell.degree;
  return cell.kind === "unused" ? "–" : cell.kind;
}
