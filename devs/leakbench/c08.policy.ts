import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "somebody reads the setting",
      steps: [
        { do: "wait", for: "10s" },
        { do: "readSetting", key: "backup" },
        { do: "wait", for: "2s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "cable", degree: "clear" },
      { secret: "wifi.psk", observer: "flash", degree: "clear" },
    ],
  },
});
