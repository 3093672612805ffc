/** Script of the thread that draws what is going on, so that it moves while the command computes without a pause. */
import { workerData } from "node:worker_threads";
import { spinners } from "ora";
import { LineLock } from "./line-lock.ts";
import { type DrawnProgress, write } from "./progress-line.ts";

const { fd, port, shared, dress }: DrawnProgress = workerData;
const { frames, interval } = spinners.dots;
const lock = new LineLock(shared);
let text = "";
let frame = 0;

port.on("message", (message: string) => {
  text = message;
  draw();
});
setInterval(() => {
  frame = (frame + 1) % frames.length;
  draw();
}, interval);

function draw(): void {
  if (text !== "") lock.draw(() => write(fd, `${dress[0]}${frames[frame]}${dress[1]} ${text}`));
}
