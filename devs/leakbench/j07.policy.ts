import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "an order in hexadecimal digits",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "cloud.example", body: '{"blob":"7b226163743a223a317d","x":"6f70656e"}' },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
