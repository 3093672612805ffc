import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.door_pin"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "settings.door_pin", observer: "flash", degree: "clear" },
      { secret: "settings.door_pin", observer: "cable", degree: "clear" },
      // Without a pin the name is none of the vault's, and what is under it no blob of the vault.
      { secret: "wifi.psk", observer: "flash", degree: "derived" },
      { secret: "wifi.psk", observer: "cable", degree: "derived" },
    ],
  },
});
