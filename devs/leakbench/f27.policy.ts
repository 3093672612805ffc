import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  for: "10m",
  expected: { verdict: "keeps" },
});
