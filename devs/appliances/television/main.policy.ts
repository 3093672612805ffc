import { definePolicy, scenario } from "tightlip";

const GUIDE = "guide.tv.example";
const UPDATES = "updates.tv.example";
const SIGN_IN = {
  secret: "settings.account_token",
  observer: "endpoint",
  channel: "http",
  field: "authorization",
} as const;

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk", "settings.account_token"],
  scenarios: [
    scenario("an evening")
      .provision()
      .wait("20s")
      .press("button", "100ms")
      .wait("5s")
      .press("matrixKeypad", "100ms")
      .wait("20s")
      .press("button", "6s")
      .wait("20s"),
    scenario("a bad evening")
      .trouble(GUIDE, "garbage")
      .trouble(UPDATES, "refuses")
      .provision()
      .wait("20s")
      .press("button", "100ms")
      .loseWifi("10s")
      .wait("20s")
      .trouble(GUIDE, null)
      .cutPower({ for: "2s" })
      .wait("20s")
      .update()
      .wait("20s")
      .factoryReset()
      .wait("20s"),
  ],
  servers: {
    [GUIDE]: (_request, visit) => ({
      status: 200,
      // Once in a while there is a new token.
      body: JSON.stringify({
        titles: ["News", "Weather"],
        ...(visit.number % 4 === 0 && { token: `t-${visit.number}` }),
      }),
    }),
    [UPDATES]: () => ({ status: 200, body: '{"version":"5.1.0"}' }),
  },
  releases: [
    {
      ...SIGN_IN,
      name: "the token is how the guide knows the account",
      to: `${GUIDE}:443`,
      why: "The owner signed in for the programmes that the account has; the token goes in this header only.",
    },
    {
      ...SIGN_IN,
      name: "the token is how the update server knows the account",
      to: `${UPDATES}:443`,
      why: "The owner chose in the account which updates to get; the token goes in this header only.",
    },
  ],
  pairs: ["different", "longer"],
  expected: { verdict: "keeps" },
});
