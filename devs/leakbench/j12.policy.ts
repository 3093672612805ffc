import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "somebody publishes the word",
      steps: [
        { do: "wait", for: "15s" },
        { do: "publish", topic: "lamp/set", payload: "open sesame" },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
