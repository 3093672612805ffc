import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  for: "20s",
  expected: { verdict: "keeps" },
});
