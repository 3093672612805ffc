import { definePolicy, type Step } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  // The device listens to one of sixteen groups.
  scenarios: [
    {
      name: "an order for every group",
      steps: [
        { do: "wait", for: "15s" },
        ..."0123456789abcdef"
          .split("")
          .map((digit): Step => ({ do: "publish", topic: `fleet/${digit}/level`, payload: "940" })),
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
