import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  for: "24h",
  // A day takes long: one pair of values will do.
  pairs: ["different"],
  expected: { verdict: "keeps" },
});
