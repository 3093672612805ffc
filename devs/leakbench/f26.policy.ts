import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  for: "24h",
  expected: { verdict: "keeps" },
});
