// H24: sends the country that it is in, as a code: no secret, whatever the setting's name looks like.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const country = await readSetting("country_code", "AT");
  const response = await fetch(`https://cloud.example/weather?country=${country}`);
  await response.close();
});
