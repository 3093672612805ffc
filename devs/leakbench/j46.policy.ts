import { definePolicy } from "tightlip";

// Only other values of the network's passphrase show it.
export default definePolicy({
  secrets: ["wifi.psk"],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
