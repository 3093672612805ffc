import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "an order from the table",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "hub.example", body: '{"request":{"op":"mirror","to":"audit.example"}}' },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
