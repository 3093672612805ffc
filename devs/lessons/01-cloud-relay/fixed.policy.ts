import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  for: "70s",
  expected: { verdict: "keeps" },
});
