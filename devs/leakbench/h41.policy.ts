import { definePolicy } from "tightlip";

export default definePolicy({
  expected: { verdict: "keeps" },
});
