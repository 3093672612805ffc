// Moves, lights and sounds everything once, and once more in the same way.
import * as ds from "@devicescript/core";

const led = new ds.Led();
const strip = new ds.LedStrip();
const bulb = new ds.LightBulb();
const traffic = new ds.TrafficLight();
const dmx = new ds.Dmx();
const relay = new ds.Relay();
const servo = new ds.Servo();
const motor = new ds.Motor();
const vibration = new ds.VibrationMotor();
const keyboard = new ds.HidKeyboard();

async function everything() {
  await led.pixels.write(hex`ff0000`);
  await strip.runEncoded("setall #00ff00 show 20 range 0 2 setall #0000ff show 20");
  await bulb.on(0.5);
  await traffic.red.write(true);
  await dmx.enabled.write(true);
  await dmx.send(hex`0102`);
  await relay.enabled.write(true);
  await servo.angle.write(45);
  await servo.enabled.write(true);
  await motor.speed.write(0.5);
  await motor.enabled.write(true);
  await vibration.vibrate(20, 1);
  await keyboard.key(ds.HidKeyboardSelector.A, ds.HidKeyboardModifiers.None, ds.HidKeyboardAction.Press);
}

await everything();
console.log(`servo at ${await servo.reading.read()}`);
await ds.delay(1000);
console.log(`servo at ${await servo.reading.read()}`);
await everything();
await ds.delay(1000);
await motor.enabled.write(false);
await servo.angle.write(1000);
console.log(`servo goes to ${await servo.angle.read()}`);
await led.intensity.write(0);
await led.pixels.write(hex`00ff00`);
await ds.delay(1000);
await led.intensity.write(0.5);
console.log("done");
