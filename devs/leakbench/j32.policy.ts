import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "Sunday night",
      steps: [
        { do: "wait", for: "10s" },
        { do: "set", what: "real time clock", to: [2026, 3, 8, 7, 3, 20, 0], register: "local_time" },
        { do: "wait", for: "20s" },
      ],
    },
  ],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
