import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "five presses",
      steps: [
        { do: "wait", for: "10s" },
        { do: "press", what: "button" },
        { do: "wait", for: "1s" },
        { do: "press", what: "button" },
        { do: "wait", for: "1s" },
        { do: "press", what: "button" },
        { do: "wait", for: "1s" },
        { do: "press", what: "button" },
        { do: "wait", for: "1s" },
        { do: "press", what: "button" },
        { do: "wait", for: "1s" },
        { do: "wait", for: "5s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
