import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "digits that add up",
      steps: [
        { do: "wait", for: "10s" },
        { do: "call", service: "doorLock", command: "lock" },
        { do: "wait", for: "1s" },
        { do: "call", service: "doorLock", command: "unlock", values: ["399786"] },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
