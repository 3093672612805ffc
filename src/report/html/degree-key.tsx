/** Degrees by which an observer learns a secret, with the line and the colour that stand for each. */
import { DEGREES, type Degree } from "../../judge/policy/degree.ts";
import type { ReportedFinding } from "../document.ts";
import { usePageWords } from "./page-words.ts";

/** A short piece of the line by which the picture draws a degree. */
export function Stroke({ degree }: { readonly degree: Degree }) {
  return (
    <svg class="stroke" viewBox="0 0 34 12" width="34" height="12" aria-hidden="true">
      <Flow degree={degree} path="M2 6H26" />
    </svg>
  );
}

/** A line with its arrow, drawn by degree. */
export function Flow({ degree, path }: { readonly degree: Degree; readonly path: string }) {
  return (
    <>
      <path class={`flow ${degree}`} d={path} marker-end={`url(#arrow-${degree})`} />
      {degree === "encoded" && <path class="flow inside" d={path} />}
    </>
  );
}

/** Arrowheads, once in a page. */
export function Arrowheads() {
  return (
    <svg class="arrowheads" width="0" height="0" aria-hidden="true">
      <defs>
        {DEGREES.map((degree) => (
          <marker
            key={degree}
            id={`arrow-${degree}`}
            class={`head ${degree}`}
            viewBox="0 0 10 10"
            refX="2"
            refY="5"
            markerWidth="13"
            markerHeight="13"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d={degree === "released" ? "M1 1.5L8 5L1 8.5" : "M0 0L10 5L0 10z"} />
          </marker>
        ))}
      </defs>
    </svg>
  );
}

/** Explains the lines and colours of those degrees that occur. */
export function DegreeKey({ findings }: { readonly findings: readonly ReportedFinding[] }) {
  const words = usePageWords();
  const shown = DEGREES.filter((degree) => findings.some((finding) => finding.degree === degree));
  return (
    <ul class="key" aria-label={words.key.label}>
      {shown.map((degree) => (
        <li key={degree}>
          <Stroke degree={degree} />
          <span>
            <strong class={`word ${degree}`}>
              {degree === "released" ? words.key.allowed : words.degree(degree).word}
            </strong>
            : {words.degree(degree).gist(words.key.it)}
          </span>
        </li>
      ))}
      <li>{words.key.eyes}</li>
    </ul>
  );
}
