/** Degrees: how much of a credential an observer gets. The order of this list is the only one. */

/** Worst first. A new one also needs its words, in `src/report/rules.ts`. */
export const DEGREES = ["clear", "encoded", "derived", "implicit", "released"] as const;

/** Degree to which an observer gets a credential. */
export type Degree = (typeof DEGREES)[number];

/** A degree that no release allows. */
export type LeakDegree = Exclude<Degree, "released">;

/** Worst first. */
export const LEAK_DEGREES = DEGREES.filter((degree): degree is LeakDegree => degree !== "released");

/** The higher, the worse. */
export function severity(degree: Degree): number {
  return DEGREES.length - DEGREES.indexOf(degree);
}

/** True if the observer has the value itself, or an encoding of it. */
export function tellsValue(degree: Degree): boolean {
  return degree === "clear" || degree === "encoded";
}
