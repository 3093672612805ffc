import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "moved to a neighbour's network",
      steps: [
        { do: "provision" },
        { do: "wait", for: "8s" },
        { do: "neighbour", ssid: "Gasthof" },
        { do: "provision", ssid: "Gasthof" },
        { do: "wait", for: "25s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }],
  },
});
