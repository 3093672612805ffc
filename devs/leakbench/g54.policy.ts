import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.door_pin"],
  board: "esp32c3_bare",
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.door_pin", observer: "cable", degree: "derived" }],
  },
});
