import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.api_key"],
  expected: { verdict: "unknown" },
});
