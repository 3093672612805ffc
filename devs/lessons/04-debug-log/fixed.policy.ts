import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk", "settings.token"],
  for: "30s",
  releases: [
    {
      name: "the token is how the server knows whose plan it is",
      secret: "settings.token",
      observer: "endpoint",
      channel: "http",
      to: "plans.aircon.example:443",
      field: "authorization",
      why: "The server gave it out, and has to see it again.",
    },
  ],
  expected: { verdict: "keeps" },
});
