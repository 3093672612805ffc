import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "the network goes three times",
      steps: [
        { do: "wait", for: "10s" },
        { do: "loseWifi", for: "2s" },
        { do: "wait", for: "25s" },
        { do: "loseWifi", for: "2s" },
        { do: "wait", for: "25s" },
        { do: "loseWifi", for: "2s" },
        { do: "wait", for: "25s" },
      ],
    },
  ],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
