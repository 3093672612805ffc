import { connect } from "@devicescript/net";

const socket = await connect({ host: "broker.example", port: 1883, proto: "tcp" });
await socket.send(Buffer.from("101000044d5154540402003c0004666c6f64", "hex"));
// Each publication is kept, and each subscription has all that are kept sent.
for (let n = 0; ; n++) {
  const body = Buffer.alloc(1_000);
  body.fillAt(0, body.length, 0x78);
  const topic = Buffer.from(`k${n}`);
  const length = 2 + topic.length + body.length;
  await socket.send(
    Buffer.from([0x31, (length & 0x7f) | 0x80, length >> 7, 0, topic.length])
      .concat(topic)
      .concat(body),
  );
  if (n % 100 === 99)
    for (let i = 0; i < 100; i++)
      await socket.send(
        Buffer.from(
          "82060001000123008206000100012300820600010001230082060001000123008206000100012300",
          "hex",
        ),
      );
}
