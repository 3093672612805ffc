import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a text with its length",
      steps: [
        { do: "wait", for: "15s" },
        { do: "publish", topic: "sign/text", payload: "14:good afternoon" },
        { do: "publish", topic: "sign/text", payload: "12:bonne soiree" },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
