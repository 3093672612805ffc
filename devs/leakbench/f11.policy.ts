import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid"],
  releases: [
    {
      name: "the name on the screen, to bystander",
      secret: "wifi.ssid",
      observer: "bystander",
      why: "the owner wants to see which network it is on",
      channel: "actuator",
      to: "character screen",
    },
    {
      name: "the name on the screen, to bus",
      secret: "wifi.ssid",
      observer: "bus",
      why: "the owner wants to see which network it is on",
      channel: "frame",
      to: "character screen",
    },
    {
      name: "the name on the screen, to cable",
      secret: "wifi.ssid",
      observer: "cable",
      why: "the owner wants to see which network it is on",
      channel: "frame",
      to: "character screen",
    },
  ],
  expected: { verdict: "keeps" },
});
