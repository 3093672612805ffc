/**
 * Makes a release of the package, of which the workflow `release` publishes the tag: `npm run release -- <version>`.
 * With `--dry-run` it checks the same and shows the steps, and changes nothing.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const USAGE = "npm run release -- <version> [--dry-run]";
const FOLDER = "release";
const WINDOWS = process.platform === "win32";

function output(program, ...words) {
  return execFileSync(program, words, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    shell: WINDOWS,
  });
}

function run(program, ...words) {
  execFileSync(program, words, { stdio: "inherit", shell: WINDOWS });
}

/** What keeps the version from being released, each with what to do; empty where nothing does. */
function obstacles(version) {
  const found = [];
  if (output("git", "status", "--porcelain") !== "")
    found.push("the working tree has changes: commit or stash them");
  if (output("git", "tag", "--list", `v${version}`) !== "")
    found.push(`the tag v${version} exists: choose the next version`);
  const stated = JSON.parse(readFileSync("package.json", "utf8")).version;
  if (stated !== version)
    found.push(`package.json has ${stated}: npm version ${version} --no-git-tag-version, and commit it`);
  if (!isDescribed(version))
    found.push(`CHANGELOG.md has no text under "## [${version}] - DATE": move that of Unreleased there`);
  return found;
}

function isDescribed(version) {
  const sections = readFileSync("CHANGELOG.md", "utf8").split(/^## /m);
  const section = sections.find((text) => text.startsWith(`[${version}] - `));
  return section !== undefined && /^- /m.test(section);
}

function steps(version) {
  const sbom = `${FOLDER}/tightlip-${version}.cdx.json`;
  return [
    { says: "npm run build", act: () => run("npm", "run", "--silent", "build") },
    { says: "npm run package", act: () => run("npm", "run", "--silent", "package") },
    {
      says: `npm pack --pack-destination ${FOLDER}`,
      act: () => {
        mkdirSync(FOLDER, { recursive: true });
        run("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", FOLDER);
      },
    },
    {
      says: `npm run sbom > ${sbom}`,
      act: () => writeFileSync(sbom, output("npm", "run", "--silent", "sbom")),
    },
    {
      says: `git tag v${version}`,
      act: () => run("git", "tag", "--annotate", "--message", version, `v${version}`),
    },
  ];
}

function release(words) {
  const [version, ...others] = words.filter((word) => word !== "--dry-run");
  if (version === undefined || others.length > 0 || !/^\d+\.\d+\.\d+(-[0-9a-z.]+)?$/.test(version)) {
    console.error(`release: a version such as 1.2.3 is needed: ${USAGE}`);
    return 2;
  }
  const dry = words.includes("--dry-run");
  const found = obstacles(version);
  for (const obstacle of found) console.error(`release: ${obstacle}`);
  if (found.length > 0) return 1;
  for (const { says, act } of steps(version)) {
    console.log(dry ? `would run: ${says}` : says);
    if (!dry) act();
  }
  console.log(`${dry ? "then" : "now"} publish it by: git push origin v${version}`);
  return 0;
}

process.exitCode = release(process.argv.slice(2));
