/** Words on what of a checkout did not count, where it is not trusted. */
import type { DefinitionChange, TrustReport } from "./document.ts";

/** Digits of a commit's hash that are shown. */
export const SHOWN_HASH_DIGITS = 12;

/** Lines without their ends; they hold names that somebody else chose. */
export function trustLines({ policiesFrom, notRun, setAside, changes, gone }: TrustReport): string[] {
  const counted =
    policiesFrom === null
      ? "no policy, config or baseline of it allowed anything"
      : `policies, config and baseline were those of ${policiesFrom.ref} (${policiesFrom.commit.slice(0, SHOWN_HASH_DIGITS)})`;
  return [
    `The checkout is not trusted: of its code only firmware ran, in the simulator, and ${counted}.`,
    ...changes.map((change) => changeText(change)),
    ...gone.map(
      (main) =>
        `${main} is firmware of ${policiesFrom?.ref}, and gone from the checkout: it was not checked.`,
    ),
    ...notRun.map(
      (file) =>
        `${file} is a program, so it did not run: nothing that it says counts, not even which secrets there are. --policy-from takes it from a commit that you trust.`,
    ),
    ...setAside.map(({ file, fields }) => `${file}: ${fields.join(", ")} did not count.`),
  ];
}

function changeText({ file, about, parts }: DefinitionChange): string {
  return `The ${about} ${file} is changed (${changedParts(parts)}). The change did not count.`;
}

/** Parts that a change adds, removes or alters, such as releases by name. */
export function changedParts(parts: DefinitionChange["parts"]): string {
  if (parts === null) return "in ways that only running it could tell";
  return parts
    .map(({ field, name, change }) => `${change}: ${field}${name === null ? "" : ` "${name}"`}`)
    .join("; ");
}
