import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "short, short, long",
      steps: [
        { do: "wait", for: "10s" },
        { do: "press", what: "button", for: "80ms" },
        { do: "wait", for: "250ms" },
        { do: "press", what: "button", for: "80ms" },
        { do: "wait", for: "700ms" },
        { do: "press", what: "button", for: "3s" },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
