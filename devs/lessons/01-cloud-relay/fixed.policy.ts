import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  expected: { verdict: "keeps" },
});
