/** A Verb is the one definition of something that can happen in a scenario: its fields, its effect, its description. */
import type { Field } from "./fields.ts";
import type { Stage } from "./stage.ts";

/** `Details` are the fields of a step with this verb; `Words` what the builder's method takes to write one. */
export interface Verb<Details extends object, Words extends readonly never[] | readonly unknown[]> {
  /** Description for the reference: a clause that follows the verb's name. */
  readonly about: string;
  readonly fields: FieldsOf<Details>;
  /** The details that the builder's method writes. */
  readonly write: (...words: Words) => Details;
  /**
   * The trigger search tries it: with each of these details, which suit any firmware, or where its playbook makes up
   * details that suit the firmware at hand.
   */
  readonly isTried: boolean | readonly Details[];
  /** Time that passes; a step of any other verb happens at one moment. */
  readonly takesMicros?: (details: Details) => number;
  /** Effect on the world. `later` plans {@link afterwards}. Throws BadScenario for what cannot be. */
  readonly happen?: (
    stage: Stage,
    details: Details,
    later: (afterMicros: number, details: Details) => void,
  ) => void;
  /** The rest of the effect, some time later. */
  readonly afterwards?: Verb<Details, Words>["happen"];
}

/** A test for each field; those that can be left out say so. */
type FieldsOf<Details> = {
  readonly [Name in keyof Details]-?: object extends Pick<Details, Name>
    ? Field & { readonly isOptional: true }
    : Field & { readonly isOptional: false };
};

/** Has the details checked against the builder's words. */
export function verb<Details extends object, Words extends readonly unknown[]>(
  definition: Verb<Details, Words>,
): Verb<Details, Words> {
  return definition;
}
