// Waits in each of the ways there are: asleep, for a timeout, and again and again.
import { delay } from "@devicescript/core";

setTimeout(() => {
  console.log("later");
}, 90_000);

setInterval(() => {
  console.log("often");
}, 1_500);

await delay(20_000);
console.log("awake");
