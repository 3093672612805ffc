import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "the right code",
      steps: [
        { do: "wait", for: "10s" },
        { do: "call", service: "doorLock", command: "unlock", values: ["4711-mole"] },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
