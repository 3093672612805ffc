import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "a shade of dusk",
      steps: [
        { do: "wait", for: "10s" },
        { do: "set", what: "light level", to: 0.8375 },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
