import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a flag is set",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "cloud.example", body: '{"flags":{"quiet":false,"dump":true}}' },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
