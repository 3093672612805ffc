import { definePolicy, scenario } from "tightlip";

// README.md says for each of them alone who learns what: only the last one keeps.
const ways = ["cloud", "softap", "serial", "broadcast", "bus", "sealed"] as const;

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  judge: "home",
  pairs: ["different", "longer"],
  for: "12s",
  scenarios: ways.map((by) => scenario(by).provision({ by }).wait("12s")),
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.ssid", observer: "endpoint", degree: "clear" },
      { secret: "wifi.psk", observer: "endpoint", degree: "clear" },
      { secret: "wifi.ssid", observer: "air", degree: "clear" },
      { secret: "wifi.psk", observer: "air", degree: "clear" },
      { secret: "wifi.ssid", observer: "air", degree: "encoded" },
      { secret: "wifi.psk", observer: "air", degree: "encoded" },
      { secret: "wifi.ssid", observer: "cable", degree: "clear" },
      { secret: "wifi.psk", observer: "cable", degree: "clear" },
      { secret: "wifi.ssid", observer: "bus", degree: "clear" },
      { secret: "wifi.psk", observer: "bus", degree: "clear" },
    ],
  },
});
