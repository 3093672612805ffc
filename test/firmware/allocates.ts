import { delay } from "@devicescript/core";

const kept: Buffer[] = [];
for (;;) {
  kept.push(Buffer.alloc(1_024));
  await delay(1);
}
