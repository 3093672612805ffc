import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "night",
      steps: [
        { do: "wait", for: "10s" },
        {
          do: "reply",
          host: "cloud.example",
          body: "{}",
          headers: { date: "Mon, 04 Mar 2030 03:12:44 GMT" },
        },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
