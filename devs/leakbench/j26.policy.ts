import { definePolicy, type Step } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "thirty messages",
      steps: [
        { do: "wait", for: "15s" },
        ...Array.from({ length: 30 }, (_, i): Step[] => [
          { do: "publish", topic: "wall/text", payload: `line ${i}` },
          { do: "wait", for: "300ms" },
        ]).flat(),
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
