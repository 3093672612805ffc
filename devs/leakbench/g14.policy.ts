import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid"],
  scenarios: [
    {
      name: "the owner agrees",
      steps: [
        { do: "wait", for: "10s" },
        { do: "press", what: "button" },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  releases: [
    {
      name: "the network's name after consent",
      secret: "wifi.ssid",
      observer: "endpoint",
      why: "the owner agreed to it by pressing the button",
      channel: "http",
      to: "stats.example",
      after: { do: "press", what: "button" },
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "wifi.ssid", observer: "endpoint", degree: "derived" }],
  },
});
