import { delay } from "@devicescript/core";

let n = 0;
for (;;) {
  n++;
  await delay(0);
}
