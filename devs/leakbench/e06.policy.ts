import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "the owner gives the device away",
      steps: [{ do: "wait", for: "10s" }, { do: "factoryReset" }, { do: "wait", for: "10s" }],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "endpoint", degree: "clear" },
      { secret: "wifi.psk", observer: "flash", degree: "clear" },
      { secret: "wifi.ssid", observer: "flash", degree: "clear" },
    ],
  },
});
