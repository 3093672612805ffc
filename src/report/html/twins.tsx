/** Twins side by side: the same run with two values of one secret, from shortly before the first difference on. */

import type { PairKind } from "../../judge/policy/secret.ts";
import { plural } from "../../plural.ts";
import type { ReportedFinding, TwinSight, Twins as TwinsData } from "../document.ts";
import { HIDDEN, MASK, OTHER_MASK } from "../masks.ts";
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

export function Twins({ leak, twins: { pair, rows, first } }: Props) {
  const { secret, observer } = leak;
  return (
    <>
      <h5>The same run with another {secret}</h5>
      <p class="quiet">
        Both runs are equal in everything else, chance included: each difference that {observer} sees comes
        from the value. The other value is {PAIR_WORDS[pair]}. <mark class="masked">{MASK}</mark> and{" "}
        <mark class="masked">{OTHER_MASK}</mark> stand for what is not the same,{" "}
        <mark class="masked">{HIDDEN}</mark> for what is, but depends on another secret, and … for what is
        left out.
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
              {row.differs ? (
                <>
                  <td data-value="with one value">
                    {index === first && <strong class="first">first difference at this line</strong>}
                    <Sight sight={row.first} leak={leak} />
                  </td>
                  <td data-value="with the other">
                    {index === first && <strong class="first">first difference at this line</strong>}
                    <Sight sight={row.second} leak={leak} />
                  </td>
                </>
              ) : (
                <td colspan={2}>
                  <Sight sight={row.first ?? row.second} leak={leak} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Sight({ sight, leak }: { readonly sight: TwinSight | null; readonly leak: ReportedFinding }) {
  if (sight === null) return <span class="quiet">nothing is sent</span>;
  const { atMicros, what, sizeBytes, computedMicros, content } = sight;
  return (
    <>
      <span class="quiet">{formatMoment(atMicros)}</span> {what}
      {sizeBytes > 0 && `, ${plural(sizeBytes, "byte")}`}
      <span class="quiet">{placeText(sight, leak)}</span>
      {computedMicros !== null && (
        <span class="computed">{formatMicros(computedMicros)} of computing before it</span>
      )}
      {content !== null && (
        <code class="content">
          <Redacted text={content} />
        </code>
      )}
    </>
  );
}

/** The place in short where the card names the file already. */
function placeText({ place }: TwinSight, { source }: ReportedFinding): string {
  if (place === null) return "";
  return place.file === source?.file ? `, line ${place.line}` : `, ${place.file}:${place.line}`;
}
