import { definePolicy } from "tightlip";

const KEY = "8f1d6a3b5c7e90214365f7a8b9cadbecfd0e1f20314253647586979a8bacbdce";

export default definePolicy({
  secrets: ["wifi.psk"],
  releases: [
    {
      name: "sealed for the sibling, to bus",
      secret: "wifi.psk",
      observer: "bus",
      why: "another device of the same owner joins with it, and holds the same key",
      channel: "frame",
      to: "dot matrix",
      sealedUnder: KEY,
    },
    {
      name: "sealed for the sibling, to cable",
      secret: "wifi.psk",
      observer: "cable",
      why: "another device of the same owner joins with it, and holds the same key",
      channel: "frame",
      to: "dot matrix",
      sealedUnder: KEY,
    },
  ],
  expected: { verdict: "keeps" },
});
