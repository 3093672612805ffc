import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: [{ name: "settings.telemetry_key", kind: "hex-key" }],
  releases: [
    {
      name: "telemetry under the shared key",
      secret: "settings.telemetry_key",
      observer: "endpoint",
      why: "the cloud holds the same key and reads the temperature with it",
      channel: "http",
      to: "cloud.example",
      field: "sealed",
    },
  ],
  expected: { verdict: "keeps" },
});
