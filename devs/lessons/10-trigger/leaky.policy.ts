import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [scenario("a loose plug").wait("12s").brownOut(12, "3s").wait("50s")],
  releases: [
    {
      name: "the token is how the cloud knows the purifier",
      secret: "settings.token",
      observer: "endpoint",
      channel: "http",
      to: "air.purifier.example:443",
      field: "authorization",
      why: "The cloud gave it to the purifier for that.",
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "encoded" }],
  },
});
