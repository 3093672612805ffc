import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "the server is a teapot",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "cloud.example", status: 418, body: "short and stout" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
