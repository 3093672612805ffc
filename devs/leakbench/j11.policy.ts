import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "two servers agree",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "first.example", body: '{"challenge":4180}' },
        { do: "reply", host: "second.example", body: '{"answer":8361}' },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
