import { definePolicy } from "tightlip";

// Only another value of a setting that is no credential shows it, and no step sets it.
export default definePolicy({
  secrets: ["wifi.psk"],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
