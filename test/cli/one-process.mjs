// Runs command lines one after the other in one process, so that starting costs once. Arguments: the built program, and
// the steps as JSON, each a list of words, or an edit { file, hunks: [{ from, to }] } of a text that is there once.
// Prints a list of { code, stdout, stderr }, of commands only.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [program, steps] = process.argv.slice(2);
const write = process.stdout.write.bind(process.stdout);
process.setMaxListeners(0);
const STREAMS = ["stdout", "stderr"];
let texts = {};
for (const name of STREAMS) {
  process[name].setMaxListeners(0);
  process[name].write = (text) => {
    texts[name] += text;
    return true;
  };
}

const outcomes = [];
for (const [index, step] of JSON.parse(steps).entries()) {
  if (!Array.isArray(step)) {
    edit(step);
    continue;
  }
  texts = { stdout: "", stderr: "" };
  process.exitCode = 0;
  process.argv = [process.execPath, program, ...step];
  // Another query is another module: the program runs again, and what it has loaded is there already.
  await import(`${pathToFileURL(program)}?${index}`);
  outcomes.push({ code: process.exitCode, ...texts });
}
process.exitCode = 0;
write(JSON.stringify(outcomes));

function edit({ file, hunks }) {
  let text = readFileSync(file, "utf8");
  for (const { from, to } of hunks) {
    const parts = text.split(from);
    if (parts.length !== 2)
      throw new Error(`${file}: found ${parts.length - 1} times instead of once: ${from}`);
    text = parts.join(to);
  }
  writeFileSync(file, text);
}
