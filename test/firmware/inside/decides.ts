// Makes one known decision after another about what its settings hold.
import { readSetting } from "@devicescript/settings";

const mode: any = await readSetting("mode", "");
const level: any = await readSetting("level", 0);
const quiet: any = await readSetting("quiet", false);
const place: any = await readSetting("place", {});
const list: any = await readSetting("list", []);

function judge(limit: number): string {
  if (level > limit) return "high";
  return level * 2 >= limit ? "middle" : "low";
}

function never(): void {
  console.log("nobody calls this");
}

let rounds = 0;
for (const item of list) rounds += item;
while (rounds < 5) rounds++;

if (mode === "sync" && level !== 7) console.log("sync");
if (mode === "off" || quiet) console.log("off or quiet");
switch (mode) {
  case "eco":
    console.log("eco");
    break;
  case "boost":
    console.log("boost");
    break;
  default:
    console.log("default");
}
const city = place.town?.name ?? "nowhere";
console.log("city", city, place.missing, place["näme"]);
if (mode.startsWith("bo")) console.log("starts");
if (mode.includes("zz")) never();
console.log(judge(100), judge(3), parseInt(mode), mode.charCodeAt(0), mode.slice(1, 3), list[7], list[1]);
console.log(mode == null, mode < "c", level <= 1.5, [1], Buffer.alloc(3), never, "é" + mode);
console.log(Infinity < level, -Infinity < level, "é" + mode === "ébo", mode + "é" === "boé");
