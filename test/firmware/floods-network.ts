import { connect } from "@devicescript/net";

const socket = await connect({ host: "sink.example", port: 9, proto: "tcp" });
const block = Buffer.alloc(1_024);
for (;;) await socket.send(block);
