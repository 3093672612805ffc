/**
 * Attack of lesson 11's server on its hashes: it tries every name that routers come with. The script plays
 * the vacuum in five homes, takes what the server got from each, and says at which guess a hash came out
 * right. It does not print the names themselves.
 */
import { createHash, randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import { play, scenario } from "tightlip";

const HEX = [..."0123456789ABCDEF"];
const CAPITALS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const DIGITS = [..."0123456789"];
/** Names that routers have from the factory: a fixed part, then signs that differ from one to the next. */
const MODELS = [
  { starts: "TP-Link_", signs: HEX, count: 4 },
  { starts: "CMCC-", signs: HEX, count: 4 },
  { starts: "FRITZ!Box 7590 ", signs: CAPITALS, count: 2 },
  { starts: "NETGEAR", signs: DIGITS, count: 2 },
];

const firmware = fileURLToPath(new URL(process.argv[2] ?? "leaky.ts", import.meta.url));
const guesses = MODELS.flatMap(namesOf);
const start = performance.now();
const guessOf = new Map(guesses.map((name, i) => [hashOf(name), i + 1]));
const seconds = ((performance.now() - start) / 1000).toFixed(1);
console.log(`${guesses.length} names hashed in ${seconds} s`);

const homes = [...MODELS.map(someNameOf), { model: "a name of its owner's own", ssid: someOwnName() }];
for (const { model, ssid } of homes) {
  const id = reportedFrom(ssid);
  const guess = guessOf.get(id);
  const isRight = guess !== undefined && guesses[guess - 1] === ssid;
  console.log(`${model}: ${isRight ? `found, guess ${guess}` : "not found"}`);
}

/** All names of a model, in order. */
function namesOf({ starts, signs, count }) {
  let names = [starts];
  for (let i = 0; i < count; i++) names = names.flatMap((name) => signs.map((sign) => name + sign));
  return names;
}

function someNameOf(model) {
  const names = namesOf(model);
  return { model: `${model.starts}…`, ssid: names[randomInt(names.length)] };
}

function someOwnName() {
  return Array.from({ length: 12 }, () => CAPITALS[randomInt(CAPITALS.length)]).join("");
}

function hashOf(name) {
  return createHash("sha256").update(name).digest("hex");
}

/** The home's identifier in the report that the server gets after one cleaning. */
function reportedFrom(ssid) {
  const cleaning = scenario("a cleaning").provision().wait("10s").press("button").wait("30s");
  const life = play(firmware, { home: { ssid, psk: "it does not matter" }, scenario: cleaning, for: "40s" });
  const bodies = life.seenBy("endpoint", "http").map(({ payload }) => Buffer.from(payload).toString());
  return JSON.parse(bodies.find((body) => body.startsWith("{"))).home;
}
