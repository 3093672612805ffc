import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.door_pin"],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.door_pin", observer: "endpoint", degree: "clear" }],
  },
});
