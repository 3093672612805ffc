import { it } from "vitest";
import { firmware, run, printed, textOf } from "../../firmware.ts";
it.each(["buttons","presence","actuators","screens","wire"])("%s", (n) => {
  try { const w = run(firmware("services/"+n), 12);
  console.log(n, w.ended, printed(w).slice(0,40), w.tape.events.filter(e=>e.channel==="actuator").map(e=>`${e.to} ${e.kind} ${Buffer.from(e.payload!).toString("hex").slice(0,40)} ${e.pcs?.length}`), w.tape.events.filter(e=>e.channel==="log").map(textOf).filter(l=>/Exception|message|panic/.test(l)).slice(0,5)); } catch (e) { console.log(n, String(e)); }
});
