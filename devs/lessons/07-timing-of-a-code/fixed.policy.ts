import { definePolicy, guess, scenario } from "tightlip";

const HOST = "guests.vacuum.example";
const typed = guess("settings.pairing_code", { sharing: 3 });

export default definePolicy({
  secrets: ["settings.pairing_code"],
  for: "40s",
  scenarios: [
    scenario("somebody tries a code that starts well")
      .reply(HOST, `{"typed":"${typed}"}`, { times: 1 })
      .provision()
      .wait("38s"),
  ],
  expected: { verdict: "keeps" },
});
