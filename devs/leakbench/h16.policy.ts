import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.login"],
  expected: { verdict: "keeps" },
});
