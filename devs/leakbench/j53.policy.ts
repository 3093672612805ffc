import { definePolicy } from "tightlip";

// Only a faint network shows it, and no step weakens the home's.
export default definePolicy({
  secrets: ["wifi.psk"],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
