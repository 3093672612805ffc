import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid"],
  scenarios: [
    {
      name: "held at the start",
      steps: [
        { do: "wait", for: "100ms" },
        { do: "press", what: "button", for: "20s" },
        { do: "wait", for: "20s" },
        { do: "ask", service: "diagnostics", register: "last_network" },
        { do: "wait", for: "2s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "wifi.ssid", observer: "cable", degree: "clear" }],
  },
});
