import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a word in two messages",
      steps: [
        { do: "wait", for: "10s" },
        { do: "publish", topic: "shed/order", payload: "1:diag" },
        { do: "wait", for: "2s" },
        { do: "publish", topic: "shed/order", payload: "2:nose" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
