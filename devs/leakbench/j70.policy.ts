import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a word, and another message",
      steps: [
        { do: "wait", for: "10s" },
        { do: "publish", topic: "gate/answer", payload: "go" },
        { do: "wait", for: "2s" },
        { do: "publish", topic: "gate/answer", payload: "on" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
