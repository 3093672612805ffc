import { definePolicy, guess, scenario } from "tightlip";

const strangers = [0, 1, 3, 5].map((sharing) => guess("settings.pin", { sharing }));
const tries = strangers.reduce(
  (story, code) => story.call("doorLock", "unlock", code).wait("2s"),
  scenario("a stranger at the keypad").wait("30s"),
);

/** All of it. */
const CODE = guess("settings.pin", { sharing: 100 });

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk", "settings.pin"],
  scenarios: [
    tries.call("doorLock", "unlock", "0000000000").wait("1s").call("doorLock", "unlock", "1").wait("30s"),
    scenario("a bad evening")
      .wait("30s")
      .press("button", "100ms")
      .wait("70s")
      .loseWifi("20s")
      .wait("1m")
      .trouble("visits.lock.example", "silent")
      .wait("1m")
      .cutPower({ for: "5s" })
      .wait("20s")
      .update()
      .wait("20s")
      .factoryReset()
      .wait("20s"),
  ],
  safety: [
    {
      actuator: "relay",
      offWithin: "6s",
      of: ["on", "reset", "cutPower", "brownOut", "update", "factoryReset"],
      // That the door opens for its code is no secret that the lock could keep.
      scenario: scenario("the owner at the keypad").wait("20s").call("doorLock", "unlock", CODE).wait("20s"),
    },
  ],
  pairs: ["different", "longer"],
  expected: { verdict: "keeps" },
});
