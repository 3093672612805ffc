/** Enters some of its functions and `catch` blocks, and leaves others out. */
import { setTimeout } from "@devicescript/core";

function risky(what: string) {
  try {
    if (what === "bad") throw new Error("bad");
  } catch {
    // A block without code is none to enter.
  }
  try {
    if (what === "bad") throw new Error("bad");
  } catch (error) {
    // Nor does its name make it one.
  }
  try {
    if (what === "worse") throw new Error("worse");
    console.log(what);
  } catch (error) {
    console.log("caught", error);
  }
}

risky("bad");
try {
  risky("worse");
} catch {
  console.log("never");
}
setTimeout(() => {
  console.log("in time");
}, 500);
setTimeout(() => {
  console.log("too late");
}, 3_600_000);
