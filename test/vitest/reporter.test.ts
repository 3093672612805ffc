/** The reporter in a vitest of its own, as a project's config names it. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { runVitest, vitestProject } from "./vitest-project.ts";

const LESSON = "devs/lessons/01-cloud-relay";

const TESTS = `import { appliance, home } from "tightlip/vitest";
import { expect, test } from "vitest";

const lives = async (main: string) => {
  const it = await appliance(main);
  await it.provision(home);
  await it.wait("10s");
  return it;
};
test("first", async () => expect(await lives("src/kettle.ts")).toKeepSecrets());
test("second", async () => {
  const relay = await lives("src/relay.ts");
  expect(relay.tape).toReveal("wifi.psk", { to: "endpoint" });
  expect(relay).not.toKeepSecrets();
});
test("third", async () => expect(await lives("src/relay.ts")).toKeepSecrets());
test("of nothing", () => expect(1).toBe(1));
`;

function project(test: string): string {
  return vitestProject({
    "services/provisioning.md": readFileSync("services/provisioning.md", "utf8"),
    "src/kettle.ts": readFileSync(`${LESSON}/fixed.ts`, "utf8"),
    "src/relay.ts": readFileSync(`${LESSON}/leaky.ts`, "utf8"),
    "test/some.test.ts": test,
    "vitest.config.ts": 'export default { test: { reporters: ["default", "tightlip/vitest/reporter"] } };\n',
  });
}

describe("the reporter", () => {
  let printed: string;
  beforeAll(async () => {
    printed = await runVitest(project(TESTS));
  });

  it("lists each firmware's verdict once, with who learns what to which degree", () => {
    expect(printed).toMatch(
      / Verdicts on firmware\n ✔ src\/kettle keeps, in 1 test\n ✖ src\/relay leaks, in 2 tests\n {5}wifi\.psk → endpoint: clear\n {5}wifi\.ssid → endpoint: clear\n+$/,
    );
  });

  it("leaves what vitest itself reports as it is", () => {
    expect(printed).toContain("expected src/relay to keep its secrets");
  });
});

it("prints nothing where no test asked for a verdict", async () => {
  const test = 'import { expect, test } from "vitest";\ntest("of nothing", () => expect(1).toBe(1));\n';
  const printed = await runVitest(project(test));
  expect(printed).toContain("1 passed");
  expect(printed).not.toContain("Verdicts");
});
