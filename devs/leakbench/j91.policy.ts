import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  expected: { verdict: "keeps" },
});
