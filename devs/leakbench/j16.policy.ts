import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a message that the broker kept",
      steps: [
        { do: "publish", topic: "home/config", payload: '{"v":3,"cfg":{"trace":"full"}}', retain: true },
        { do: "wait", for: "25s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
