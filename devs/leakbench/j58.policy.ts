import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a certain tone",
      steps: [
        { do: "wait", for: "10s" },
        { do: "call", service: "buzzer", command: "play_tone", values: [2272, 1136, 777] },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
