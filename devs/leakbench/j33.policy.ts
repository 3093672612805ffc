import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "one of two servers refuses",
      steps: [
        { do: "wait", for: "10s" },
        { do: "trouble", host: "east.example", trouble: "refuses" },
        { do: "wait", for: "20s" },
      ],
    },
  ],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
