import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  judge: "home",
  for: "12s",
  scenarios: [
    scenario("paired over a network of its own")
      .provision({ by: "softap" })
      .wait("15s")
      .press("button")
      .wait("5s"),
  ],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.ssid", observer: "air", degree: "clear" },
      { secret: "wifi.psk", observer: "air", degree: "clear" },
    ],
  },
});
