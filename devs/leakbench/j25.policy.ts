import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "switched on and off seven times",
      steps: [
        { do: "wait", for: "20s" },
        { do: "cutPower", for: "500ms" },
        { do: "wait", for: "2500ms" },
        { do: "cutPower", for: "500ms" },
        { do: "wait", for: "2500ms" },
        { do: "cutPower", for: "500ms" },
        { do: "wait", for: "2500ms" },
        { do: "cutPower", for: "500ms" },
        { do: "wait", for: "2500ms" },
        { do: "cutPower", for: "500ms" },
        { do: "wait", for: "2500ms" },
        { do: "cutPower", for: "500ms" },
        { do: "wait", for: "2500ms" },
        { do: "cutPower", for: "500ms" },
        { do: "wait", for: "2500ms" },
        { do: "wait", for: "20s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
