import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "one message, then another",
      steps: [
        { do: "wait", for: "15s" },
        { do: "publish", topic: "shed/order", payload: "arm 31" },
        { do: "wait", for: "2s" },
        { do: "publish", topic: "shed/order", payload: "go 13" },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
