/** Twins side by side: the same run with two values of one secret, from shortly before the first difference on. */
import type { ReportedFinding, TwinRow, TwinSight, Twins as TwinsData } from "../document.ts";
import { HIDDEN, MASK, OTHER_MASK } from "../masks.ts";
import { formatMoment } from "../words.ts";
import { type PageWords, usePageWords } from "./page-words.ts";
import { Redacted } from "./parts.tsx";

interface Props {
  readonly leak: ReportedFinding;
  readonly twins: TwinsData;
}

export function Twins({ leak, twins: { pair, rows, first } }: Props) {
  const { secret, observer } = leak;
  const words = usePageWords();
  const { twins } = words;
  return (
    <>
      <h5>{twins.title(secret)}</h5>
      <p class="quiet">
        {twins.about(words.observer(observer).name, pair)}
        <Redacted text={MASK} />
        {twins.and}
        <Redacted text={OTHER_MASK} />
        {twins.masks}
        {has(rows, HIDDEN) && (
          <>
            {" "}
            <Redacted text={HIDDEN} />
            {twins.hidden}
          </>
        )}
        {has(rows, "…") && ` ${twins.left}`}
        {rows.some((row, index) => isBodyOf(row, rows[index - 1])) && ` ${twins.parts}`}
      </p>
      <table class="twins">
        <thead>
          <tr>
            <th scope="col">{twins.one}</th>
            <th scope="col">{twins.other}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} class={row.differs ? "differs" : undefined}>
              {row.differs ? (
                <>
                  <td data-value={twins.one}>
                    {index === first && <strong class="first">{twins.first}</strong>}
                    <Sight sight={row.first} leak={leak} />
                  </td>
                  <td data-value={twins.other}>
                    {index === first && <strong class="first">{twins.first}</strong>}
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

function has(rows: readonly TwinRow[], sign: string): boolean {
  return rows.some(({ first, second }) => [first, second].some((sight) => sight?.content?.includes(sign)));
}

/** True for a row that goes out at the same moment as the one before: the body of a request after its head. */
function isBodyOf({ first: body }: TwinRow, before: TwinRow | undefined): boolean {
  const head = before?.first;
  if (body === null || head == null || body.channel !== "http") return false;
  return body.atMicros === head.atMicros && body.kind === head.kind && body.to === head.to;
}

function Sight({ sight, leak }: { readonly sight: TwinSight | null; readonly leak: ReportedFinding }) {
  const words = usePageWords();
  if (sight === null) return <span class="quiet">{words.twins.nothing}</span>;
  const { atMicros, sizeBytes, computedMicros, content } = sight;
  return (
    <>
      <span class="quiet">{formatMoment(atMicros)}</span> {words.heading(sight)}
      {sizeBytes > 0 && `, ${words.bytes(sizeBytes)}`}
      <span class="quiet">{placeText(sight, leak, words)}</span>
      {computedMicros !== null && <span class="computed">{words.twins.computed(computedMicros)}</span>}
      {content !== null && (
        <code class="content">
          <Redacted text={content} />
        </code>
      )}
    </>
  );
}

/** The place in short where the card names the file already. */
function placeText({ place }: TwinSight, { source }: ReportedFinding, { twins }: PageWords): string {
  if (place === null) return "";
  return place.file === source?.file ? twins.line(place.line) : twins.file(place.file, place.line);
}
