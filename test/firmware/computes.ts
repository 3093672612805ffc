// Hashes a lot in one go: few instructions of the program, much work for the processor.
import { digest } from "@devicescript/crypto";

const data = Buffer.alloc(30_000);
for (let i = 0; i < 1_000; i++) digest("sha256", data);
console.log("done");
