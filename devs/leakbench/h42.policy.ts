import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "restarted",
      steps: [{ do: "wait", for: "10s" }, { do: "reset" }, { do: "wait", for: "10s" }],
    },
  ],
  expected: { verdict: "keeps" },
});
