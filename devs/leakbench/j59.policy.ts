import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "a word on the screen",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "cloud.example", body: '{"line":"psk? 5"}' },
        { do: "wait", for: "15s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "bystander", degree: "clear" },
      { secret: "wifi.psk", observer: "bus", degree: "clear" },
      { secret: "wifi.psk", observer: "cable", degree: "clear" },
    ],
  },
});
