import { definePolicy, type Step } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "twelve restarts",
      steps: Array.from({ length: 12 }, (): Step[] => [{ do: "wait", for: "10s" }, { do: "reset" }])
        .flat()
        .concat({ do: "wait", for: "10s" }),
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
