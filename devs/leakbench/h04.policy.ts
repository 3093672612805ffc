import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.door_pin", "wifi.psk"],
  expected: { verdict: "keeps" },
});
