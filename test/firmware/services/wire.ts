// Two of a kind, settings elsewhere, and questions that a module does not understand.
import * as ds from "@devicescript/core";

const inside = new ds.Temperature("inside");
const outside = new ds.Temperature("outside");
inside.reading.subscribe((t) => console.log(`inside ${t}`));
outside.reading.subscribe((t) => console.log(`outside ${t}`));
inside.binding().subscribe((bound) => console.log(`inside bound ${bound}`));
inside.report().subscribe((packet) => {
  if (packet.serviceCommand === 3) console.log(`not implemented ${packet.payload.toString("hex").slice(0, 4)}`);
});

const own = new ds.Settings("own");
const others = new ds.Settings("others");
others.report().subscribe((packet) => {
  if (packet.serviceCommand === 0x80) console.log(`setting ${packet.decode()[0]}=${packet.decode()[1].toString("hex")}`);
});
own.report().subscribe(() => {});

await ds.delay(3000);
await inside.sendCommand(0x1fff);
await inside.sendCommand(0x2fff, hex`01`);
await inside.sendCommand(0x0abc);
await inside.sendCommand(0x2101, hex`00000000`);

await others.set("name", hex`0102`);
await others.get("name");
await others.set("$pin", hex`31323334`);
await others.get("$pin");
await others.get("nothing");
await others.delete("name");
await others.get("name");

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
