import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "the third order has a name",
      steps: [
        { do: "wait", for: "10s" },
        {
          do: "reply",
          host: "orders.example",
          body: '{"cmds":[{"name":"blink"},{"name":"ping"},{"name":"spill","at":3}]}',
        },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
