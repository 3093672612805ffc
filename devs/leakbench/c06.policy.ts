import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "a technician asks",
      steps: [
        { do: "provision" },
        { do: "wait", for: "10s" },
        { do: "ask", service: "diagnostics", register: "last_network" },
        { do: "wait", for: "2s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "wifi.psk", observer: "cable", degree: "clear" }],
  },
});
