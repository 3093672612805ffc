import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.mqtt_password"],
  expected: { verdict: "keeps" },
});
