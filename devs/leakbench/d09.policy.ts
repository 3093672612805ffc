import { definePolicy, guess } from "tightlip";

export default definePolicy({
  secrets: ["settings.pairing_code"],
  scenarios: [
    {
      name: "somebody tries a code of which half is right",
      steps: [{ do: "reply", host: "cloud.example", body: guess("settings.pairing_code", { sharing: 3 }) }],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "settings.pairing_code", observer: "endpoint", degree: "implicit" },
      { secret: "settings.pairing_code", observer: "network", degree: "implicit" },
      { secret: "settings.pairing_code", observer: "cable", degree: "implicit" },
    ],
  },
});
