/** Families of LeakBench, by the letter that their cases begin with. */
export const FAMILIES: Readonly<Record<string, string>> = {
  a: "payload transforms",
  b: "protocol fields",
  c: "local outputs",
  d: "implicit flows and side channels",
  e: "triggers and evasion",
  f: "honest programs and their twins",
  g: "wrong silence",
  h: "honest neighbours",
  j: "triggers told by comparisons",
};
