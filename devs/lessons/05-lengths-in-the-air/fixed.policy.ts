import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  for: "20s",
  expected: { verdict: "keeps" },
});
