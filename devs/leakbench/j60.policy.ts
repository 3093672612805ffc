import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a level of detail",
      steps: [
        { do: "wait", for: "15s" },
        { do: "publish", topic: "heater/log", payload: '{"level":6,"area":["net","wifi"]}' },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "cable", degree: "clear" }],
  },
});
