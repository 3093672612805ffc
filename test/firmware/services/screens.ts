// Writes on every display, speaks and beeps; each once, and once more in the same way.
import * as ds from "@devicescript/core";

const text = new ds.CharacterScreen();
const dots = new ds.DotMatrix();
const digits = new ds.SevenSegmentDisplay();
const braille = new ds.BrailleDisplay();
const pixels = new ds.IndexedScreen();
const buzzer = new ds.Buzzer();
const player = new ds.SoundPlayer();
const speech = new ds.SpeechSynthesis();
const recorder = new ds.SoundRecorderWithPlayback();

async function everything() {
  await text.message.write("hello");
  await dots.dots.write(hex`0102030405060708`);
  await digits.setNumber(-1.5);
  await braille.patterns.write("⠓");
  await braille.enabled.write(true);
  await pixels.startUpdate(10, 10, 2, 4);
  await pixels.setPixels(hex`12345678`);
  await speech.speak("unheard");
}

await everything();
await everything();
await speech.enabled.write(true);
await speech.speak("heard");
await speech.cancel();
await speech.cancel();
await buzzer.playNote(440, 1, 100);
await buzzer.playNote(440, 1, 100);
await buzzer.intensity.write(0);
await buzzer.playNote(440, 1, 100);
await player.play("bell");
await recorder.record(2000);
console.log(`recorder ${await recorder.status.read()}`);
await ds.delay(3000);
console.log(`recorder ${await recorder.status.read()}`);
console.log("done");
