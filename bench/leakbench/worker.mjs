/** Judges cases; a process of the pool runs it. */
import { createJiti } from "jiti";

const { isDayLong, outcomeOf, searchedCase } = await createJiti(import.meta.url).import("./outcome.ts");

export default outcomeOf;
export { isDayLong, searchedCase };
