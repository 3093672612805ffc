import { writeSetting } from "@devicescript/settings";

let n = 0;
for (;;) await writeSetting("n", n++);
