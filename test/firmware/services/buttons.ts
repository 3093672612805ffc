// Prints whatever a person presses, turns or moves.
import * as ds from "@devicescript/core";

const button = new ds.Button();
button.down.subscribe(() => console.log("button down"));
button.up.subscribe((ms) => console.log(`button up ${ms}`));
button.hold.subscribe((ms) => console.log(`button hold ${ms}`));
button.pressed().subscribe((is) => console.log(`button pressed ${is}`));

const toggle = new ds.Switch();
toggle.on.subscribe(() => console.log("switch on"));
toggle.off.subscribe(() => console.log("switch off"));

const keypad = new ds.MatrixKeypad();
keypad.down.subscribe((key) => console.log(`keypad down ${key}`));
keypad.click.subscribe((key) => console.log(`keypad click ${key}`));
keypad.longClick.subscribe((key) => console.log(`keypad long click ${key}`));

const touch = new ds.Multitouch();
touch.touch.subscribe((channel) => console.log(`touch ${channel}`));
touch.tap.subscribe((channel) => console.log(`tap ${channel}`));

const gamepad = new ds.Gamepad();
gamepad.change.subscribe((buttons) => console.log(`gamepad ${buttons}`));

const knob = new ds.Potentiometer();
knob.reading.subscribe((position) => {
  if (position > 0.7) console.log("knob turned up");
});

const encoder = new ds.RotaryEncoder();
setInterval(async () => console.log(`encoder ${await encoder.reading.read()}`), 1000);
