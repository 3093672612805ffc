import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "the network goes and comes back",
      steps: [
        { do: "wait", for: "10s" },
        { do: "loseWifi", for: "5s" },
        { do: "wait", for: "40s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }],
  },
});
