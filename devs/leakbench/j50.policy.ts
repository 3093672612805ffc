import { definePolicy } from "tightlip";

// Only boards with other identifiers show it.
export default definePolicy({
  secrets: ["wifi.psk"],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
