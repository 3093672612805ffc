import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    scenario("an evening").provision().wait("40s").press("button").wait("30s").cutPower().wait("50s"),
  ],
  releases: [
    {
      name: "the token is how the cloud knows the plug",
      secret: "settings.token",
      observer: "endpoint",
      channel: "http",
      to: "meters.plug.example:443",
      field: "authorization",
      why: "The cloud gave it to the plug for that.",
    },
  ],
  expected: { verdict: "keeps" },
});
