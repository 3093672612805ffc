import { expect, it } from "vitest";
import { tempProject } from "../compile/temp-project.ts";
import { tightlipEach } from "./cli.ts";

/** Made up for this test; it stands in the source, so that it must not show. */
const BAKED = "q7Xw2Lk9Rt4Vb8Nz";

const PROJECT = {
  "package.json": '{ "name": "a-lamp" }',
  "src/main.ts": `import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";

const token = await readSetting("token", "${BAKED}");
const days = await readSetting("days", 0);
if (days > 30) {
  const response = await fetch("https://stats.example/", { method: "POST", body: token });
  await response.close();
}
if (token.charCodeAt(0) > 64) console.log("a letter");
`,
  "broken/main.ts": "const x: number = 'text';\n",
  "quiet/main.ts": 'console.log("on");\n',
};

it("lists paths by line, who would learn by them, and what was not found", { timeout: 60_000 }, async () => {
  const cwd = tempProject(PROJECT);
  const [text, implicit, json, quiet, broken, missing] = await tightlipEach(
    [
      ["paths", "src/main.ts"],
      ["paths", "src/main.ts", "--implicit"],
      ["paths", "src/main.ts", "--json"],
      ["paths", "quiet/main.ts"],
      ["paths", "broken/main.ts"],
      ["paths", "nowhere.ts"],
    ],
    { cwd },
  );

  expect([text, implicit, json, quiet].map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(text.stdout).toContain("settings.token → endpoint, network: what is sent to a server\n");
  expect(text.stdout).toContain("  src/main.ts:7\n");
  expect(text.stdout).toContain("settings.token: no path to air, bus, bystander was found.\n");
  expect(text.stdout).not.toContain("only in what a condition decides");
  expect(implicit.stdout).toMatch(/settings\.token → cable: .*only in what a condition decides\n/);
  expect(quiet.stdout).toContain("No secret comes into this program.\n");

  const document = JSON.parse(json.stdout);
  expect(document).toMatchObject({
    main: "src/main.ts",
    implicit: false,
    notAnalysed: null,
    notUnderstood: [],
  });
  expect(document.secrets).toEqual(["settings.token"]);
  const socket = document.paths.find(({ outlet }: { outlet: string }) => outlet === "socket");
  expect(socket).toMatchObject({ secret: "settings.token", carried: "value", release: null });
  expect(socket.steps).toContainEqual(expect.objectContaining({ file: "src/main.ts", line: 7 }));

  expect([broken.code, missing.code]).toEqual([3, 2]);
  for (const { stdout, stderr } of [text, implicit, json, broken, missing]) {
    expect(stdout + stderr).not.toContain(BAKED);
  }
});
