import { definePolicy } from "tightlip";

// Only other values of the network's name show it; what then goes out tells that it begins so.
export default definePolicy({
  secrets: ["wifi.psk"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "endpoint", degree: "clear" },
      { secret: "wifi.ssid", observer: "endpoint", degree: "derived" },
      { secret: "wifi.ssid", observer: "cable", degree: "derived" },
      { secret: "wifi.ssid", observer: "network", degree: "implicit" },
    ],
  },
});
