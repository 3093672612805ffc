import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  releases: [
    {
      name: "the cloud knows the device by its token",
      secret: "settings.token",
      observer: "endpoint",
      channel: "http",
      to: "cloud.example:443",
      why: "The owner typed it in for that.",
    },
  ],
  scenarios: [
    {
      name: "a server that is down for a while",
      steps: [
        { do: "wait", for: "8s" },
        { do: "trouble", host: "cloud.example", trouble: "refuses" },
        { do: "wait", for: "80s" },
        { do: "trouble", host: "cloud.example", trouble: null },
        { do: "wait", for: "25s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "settings.token", observer: "endpoint", degree: "clear" },
      { secret: "settings.token", observer: "network", degree: "clear" },
    ],
  },
});
