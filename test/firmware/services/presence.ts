// Prints what happens in the room.
import * as ds from "@devicescript/core";

const motion = new ds.Motion();
motion.movement.subscribe(() => console.log("movement"));

const door = new ds.MagneticFieldLevel();
door.active.subscribe(() => console.log("magnet"));
door.inactive.subscribe(() => console.log("no magnet"));

const microphone = new ds.SoundLevel();
microphone.loud.subscribe(() => console.log("loud"));
microphone.quiet.subscribe(() => console.log("quiet"));

const tilt = new ds.Accelerometer();
tilt.tiltLeft.subscribe(() => console.log("tilted left"));
tilt.faceUp.subscribe(() => console.log("face up"));
tilt.shake.subscribe(() => console.log("shaken"));

const power = new ds.Power();
power.change.subscribe((status) => console.log(`power ${status}`));

const clock = new ds.RealTimeClock();
setInterval(async () => console.log(`clock ${JSON.stringify(await clock.reading.read())}`), 10_000);
setTimeout(async () => {
  await clock.setTime(2028, 2, 28, 1, 23, 59, 50);
}, 25_000);
