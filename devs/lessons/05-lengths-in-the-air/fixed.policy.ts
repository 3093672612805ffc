import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  for: "10s",
  expected: { verdict: "keeps" },
});
