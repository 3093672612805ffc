import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  without: ["platform/air"],
  releases: [
    {
      name: "the network's name on the air",
      secret: "wifi.ssid",
      observer: "air",
      why: "802.11 management frames carry it",
      channel: "wifi",
    },
    {
      name: "the WPA2 handshake",
      secret: "wifi.psk",
      observer: "air",
      why: "its check values are computed from the passphrase",
      channel: "wifi",
    },
  ],
  expected: { verdict: "keeps" },
});
