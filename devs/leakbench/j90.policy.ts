import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  expected: { verdict: "keeps" },
});
