// Hashes some megabytes, rests for a millisecond, and goes on: no turn of it is long, and there is no end.
import { sleep } from "@devicescript/core";
import { digest } from "@devicescript/crypto";

const data = Buffer.alloc(16_384);
while (true) {
  for (let i = 0; i < 300; i++) digest("sha256", data);
  await sleep(1);
}
