import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  judge: "home",
  for: "12s",
  scenarios: [scenario("paired by broadcast").provision({ by: "broadcast" }).wait("12s")],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.ssid", observer: "air", degree: "encoded" },
      { secret: "wifi.psk", observer: "air", degree: "encoded" },
    ],
  },
});
