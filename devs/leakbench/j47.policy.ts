import { definePolicy } from "tightlip";

// Only other values of the network's name show it; that something goes out tells that it is this one.
export default definePolicy({
  secrets: ["wifi.psk"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "endpoint", degree: "clear" },
      { secret: "wifi.ssid", observer: "endpoint", degree: "implicit" },
      { secret: "wifi.ssid", observer: "cable", degree: "implicit" },
      { secret: "wifi.ssid", observer: "network", degree: "implicit" },
    ],
  },
});
