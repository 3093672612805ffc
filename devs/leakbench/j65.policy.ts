import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "three pages that are no JSON",
      steps: [
        { do: "wait", for: "8s" },
        { do: "reply", host: "cloud.example", body: "<html>" },
        { do: "wait", for: "60s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "settings.token", observer: "flash", degree: "derived" },
      { secret: "settings.token", observer: "cable", degree: "derived" },
    ],
  },
});
