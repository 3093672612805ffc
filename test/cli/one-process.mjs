// Runs command lines one after the other in one process, so that starting costs once. Arguments: the built program, and
// the lines as JSON, each a list of words. Prints a list of { code, stdout }.
import { pathToFileURL } from "node:url";

const [program, lines] = process.argv.slice(2);
const write = process.stdout.write.bind(process.stdout);
process.stdout.setMaxListeners(0);
let stdout = "";
process.stdout.write = (text) => {
  stdout += text;
  return true;
};

const outcomes = [];
for (const [index, words] of JSON.parse(lines).entries()) {
  stdout = "";
  process.exitCode = 0;
  process.argv = [process.execPath, program, ...words];
  // Another query is another module: the program runs again, and what it has loaded is there already.
  await import(`${pathToFileURL(program)}?${index}`);
  outcomes.push({ code: process.exitCode, stdout });
}
process.exitCode = 0;
write(JSON.stringify(outcomes));
