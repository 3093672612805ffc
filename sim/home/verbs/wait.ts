/** Time passes. */
import { type Duration, micros, TIME } from "./fields.ts";
import { verb } from "./verb.ts";

export const WAIT = verb({
  about: "time passes",
  fields: { for: TIME },
  write: (duration: Duration): { readonly for: Duration } => ({ for: duration }),
  isTried: true,
  takesMicros: (details) => micros(details.for),
});
