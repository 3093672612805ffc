import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "an order before and one after a restart",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "cloud.example", body: '{"stage":"pre17"}', times: 1 },
        { do: "reply", host: "cloud.example", body: '{"stage":"go34"}' },
        { do: "wait", for: "6s" },
        { do: "reset" },
        { do: "wait", for: "15s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
