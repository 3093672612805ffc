import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  scenarios: [
    scenario("reads the notice and leaves the room").wait("1m"),
    scenario("agrees, and later not")
      .wait("10s")
      .press("button", "100ms")
      .wait("55s")
      .press("button", "2s")
      .wait("55s"),
  ],
  releases: [
    {
      name: "the network's name is the home's profile",
      secret: "wifi.ssid",
      observer: "endpoint",
      channel: "http",
      to: "profiles.tv.example:443",
      field: "x-home",
      after: { do: "press", what: "button", for: "100ms" },
      until: { do: "press", what: "button", for: "2s" },
      why: "The owner read the notice and pressed the button; holding it takes that back.",
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "wifi.ssid", observer: "endpoint", degree: "clear" }],
  },
});
