import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  for: "5s",
  pairs: ["different", "longer"],
  expected: { verdict: "keeps" },
});
