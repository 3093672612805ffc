/** The matrix of who learns what, whose cells lead to the leaks; rows become lists where there is no room for columns. */
import type { Observer } from "../../../sim/tape/tape.ts";
import type { Reported } from "../document.ts";
import { type Cell, COLUMNS } from "../matrix.ts";
import { findingsOf, leaksOf, secretsOf } from "../reported.ts";
import type { Cards } from "./cards.ts";
import { ENGLISH, type PageWords, usePageWords } from "./page-words.ts";

interface Props {
  readonly result: Reported;
  readonly cards: Cards;
  /** Everyday words for a secret, under its name. */
  readonly wordsOf?: (secret: string) => string | null;
}

export function Matrix({ result, cards, wordsOf = () => null }: Props) {
  const findings = findingsOf(result);
  const words = usePageWords();
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: what is laid out otherwise than as a table loses its roles.
    <table class="matrix" role="table" aria-label={words.matrix.label}>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">
            {words.matrix.credential}
          </th>
          {COLUMNS.map(({ title, observers }) => (
            <th scope="col" role="columnheader" key={title} title={hintOf(observers, words)}>
              {columnName(title, observers, words)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {secretsOf(result).map((secret) => (
          <tr role="row" key={secret.name}>
            <th scope="row" role="rowheader">
              {secret.name}
              <Everyday words={wordsOf(secret.name)} />
              {secret.exercised === false && <span class="quiet"> ({words.matrix.notUsed})</span>}
            </th>
            {COLUMNS.map(({ title, observers, cellOf }) => {
              const cell = cellOf(findings, secret);
              const column = columnName(title, observers, words);
              const leaks = leaksOf(result).filter(
                (l) => l.secret === secret.name && observers.includes(l.observer),
              );
              const anchors = [...new Set(leaks.map((leak) => cards.of(leak)?.anchor))];
              return (
                <td role="cell" key={title} data-observer={column} class={`cell ${toneOf(cell)}`}>
                  {anchors[0] === undefined ? (
                    shown(cell, words)
                  ) : (
                    <a href={`#${anchors[0]}`}>
                      <span class="unseen">{words.matrix.to(secret.name, column)}: </span>
                      {shown(cell, words)}
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

function Everyday({ words }: { readonly words: string | null }) {
  return words === null ? null : <span class="everyday">{words}</span>;
}

/** Sight of a column's observer; nothing of several, whose names the title says. */
function hintOf(observers: readonly Observer[], words: PageWords): string | undefined {
  const [observer, ...others] = observers;
  return observer === undefined || others.length > 0 ? undefined : words.observer(observer).sees;
}

/** Name of the observer of a column, or the title of one that sums up several. */
function columnName(title: string, [observer, ...others]: readonly Observer[], words: PageWords): string {
  return observer === undefined || others.length > 0 ? title : words.observer(observer).name;
}

/** Class of a cell, for its colour. */
export function toneOf(cell: Cell): string {
  if (cell.kind === "leak") return cell.degree;
  return cell.kind === "allowed" ? "allowed" : "none";
}

/** Word in a cell. */
export function shown(cell: Cell, words: PageWords = ENGLISH): string {
  return cell.kind === "leak" ? words.degree(cell.degree).word : words.matrix.cell[cell.kind];
}
