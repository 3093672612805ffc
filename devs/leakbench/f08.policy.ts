import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: [{ name: "settings.door_code", kind: "word" }],
  expected: { verdict: "keeps" },
});
