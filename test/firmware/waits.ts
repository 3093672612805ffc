// Waits for a press of its button, and says every ten minutes that it still does.
import * as ds from "@devicescript/core";

const button = new ds.Button();
button.down.subscribe(() => {
  console.log("pressed");
});
setInterval(() => {
  console.log("waiting");
}, 600_000);
