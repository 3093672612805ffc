/** Twins side by side: the same run with two values of one secret, from shortly before the first difference on. */
import type { PairKind } from "../../judge/policy/secret.ts";
import type { ReportedFinding, TwinSight, Twins as TwinsData } from "../document.ts";
import { formatMicros, formatMoment } from "../words.ts";
import { Redacted } from "./parts.tsx";

const PAIR_WORDS: Readonly<Record<PairKind, string>> = {
  different: "as long, with no character the same",
  longer: "three characters longer",
  "one bit": "one bit apart",
  anagram: "the same characters in another order",
  "shared prefix": "the same in its first half",
  "equal crc32": "of the same length and CRC-32",
  word: "a word of another length",
};

interface Props {
  readonly leak: ReportedFinding;
  readonly twins: TwinsData;
}

export function Twins({ leak: { secret, observer }, twins: { pair, rows } }: Props) {
  const first = rows.findIndex(({ differs }) => differs);
  return (
    <>
      <h5>The same run with another {secret}</h5>
      <p class="quiet">
        Both runs are equal in everything else, chance and time included: each difference that {observer} sees
        comes from the value. The other value is {PAIR_WORDS[pair]}. <mark class="masked">▒</mark> stands for
        what is not the same.
      </p>
      <table class="twins">
        <thead>
          <tr>
            <th scope="col">with one value</th>
            <th scope="col">with the other</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} class={row.differs ? "differs" : undefined}>
              <Sight sight={row.first} isFirst={index === first} />
              <Sight sight={row.second} isFirst={false} />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Sight({ sight, isFirst }: { readonly sight: TwinSight | null; readonly isFirst: boolean }) {
  return (
    <td>
      {isFirst && <strong class="first">first difference</strong>}
      {sight === null ? (
        <span class="quiet">nothing is sent</span>
      ) : (
        <>
          <span class="quiet">{formatMoment(sight.atMicros)}</span> {sight.summary}
          {sight.computedMicros !== null && (
            <span class="computed">{formatMicros(sight.computedMicros)} of computing before it</span>
          )}
          {sight.content !== null && (
            <code class="content">
              <Redacted text={sight.content} />
            </code>
          )}
        </>
      )}
    </td>
  );
}
