import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a mode, and two presses",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "cloud.example", body: '{"mode":"service"}', times: 1 },
        { do: "wait", for: "6s" },
        { do: "press", what: "button" },
        { do: "wait", for: "3s" },
        { do: "press", what: "button" },
        { do: "wait", for: "5s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
