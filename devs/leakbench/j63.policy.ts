import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "set up twice",
      steps: [{ do: "provision" }, { do: "wait", for: "8s" }, { do: "provision" }, { do: "wait", for: "5s" }],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }],
  },
});
