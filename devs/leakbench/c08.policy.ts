import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "somebody reads the setting",
      steps: [
        { do: "wait", for: "10s" },
        { do: "readSetting", key: "token" },
        { do: "wait", for: "2s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "cable", degree: "clear" }],
  },
});
