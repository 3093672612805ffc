// Two of a kind, settings elsewhere, and questions that a module does not understand.
import * as ds from "@devicescript/core";

const inside = new ds.Temperature("inside");
const outside = new ds.Temperature("outside");
inside.reading.subscribe((t) => console.log(`inside ${t}`));
outside.reading.subscribe((t) => console.log(`outside ${t}`));
inside.binding().subscribe((bound) => console.log(`inside bound ${bound}`));
inside.report().subscribe((packet) => {
  if (packet.serviceCommand === 3)
    console.log(`not implemented ${packet.payload.toString("hex").slice(0, 4)}`);
});

const stores = [new ds.Settings("one"), new ds.Settings("two")];
for (const store of stores) {
  store.report().subscribe((packet) => {
    if (packet.serviceCommand === 0x80)
      console.log(`setting ${packet.decode()[0]}=${packet.decode()[1].toString("hex")}`);
  });
}

await ds.delay(3000);
await inside.sendCommand(0x1fff);
await inside.sendCommand(0x2fff, hex`01`);
await inside.sendCommand(0x0abc);
await inside.sendCommand(0x2101, hex`00000000`);

for (const store of stores) {
  await store.set("name", hex`0102`);
  await store.get("name");
  await store.set("$pin", hex`31323334`);
  await store.get("$pin");
  await store.get("nothing");
  await store.delete("name");
  await store.get("name");
}

const i2c = new ds.I2C();
i2c.report().subscribe((packet) => {
  if (packet.serviceCommand === 0x80) console.log(`i2c status ${packet.payload[0]}`);
});
await i2c.transaction(0x40, 2, hex`00`);
const rng = new ds.Rng();
const first = await rng.random.read();
await ds.delay(1000);
const second = await rng.random.read();
console.log(`random ${first.length} ${first.toString("hex") !== second.toString("hex")}`);
