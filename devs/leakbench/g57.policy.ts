import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
