import { definePolicy, type Step } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "many networks come into reach",
      steps: [
        { do: "wait", for: "10s" },
        ...Array.from({ length: 11 }, (_, i): Step => ({ do: "neighbour", ssid: `flat ${i}` })),
        { do: "wait", for: "40s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
