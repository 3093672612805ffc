import { delay } from "@devicescript/core";

const line = "on and on ";
for (;;) {
  for (let i = 0; i < 100; i++) console.log(line + line + line + line + line + line);
  await delay(1);
}
