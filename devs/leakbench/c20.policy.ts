import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid"],
  stockWifiLog: true,
  expected: {
    verdict: "leaks",
    findings: [{ secret: "wifi.ssid", observer: "cable", degree: "clear" }],
  },
});
