import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.door_pin"],
  expected: { verdict: "keeps" },
});
