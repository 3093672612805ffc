import { delay } from "@devicescript/core";

async function boil(degrees: number) {
  if (degrees > 100) throw new Error("too hot");
}

await delay(500);
await boil(120);
