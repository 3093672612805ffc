import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.mqtt_password"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "settings.mqtt_password", observer: "endpoint", degree: "clear" },
      { secret: "settings.mqtt_password", observer: "cable", degree: "encoded" },
    ],
  },
});
