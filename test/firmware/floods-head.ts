import { connect } from "@devicescript/net";

const socket = await connect({ host: "sink.example", port: 80, proto: "tcp" });
await socket.send(Buffer.from("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"));
for (;;) await socket.send(Buffer.from("1\r\nx\r\n"));
