import { digest } from "@devicescript/crypto";
const data = Buffer.alloc(4000);
setInterval(() => {
  for (let i = 0; i < 20; i++) digest("sha256", data);
}, 100);
