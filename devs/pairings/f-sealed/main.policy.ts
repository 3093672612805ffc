import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  judge: "home",
  for: "12s",
  scenarios: [
    scenario("paired with the code that is printed on it")
      .provision({ by: "sealed" })
      .wait("15s")
      .press("button")
      .wait("5s"),
  ],
  expected: { verdict: "keeps" },
});
