/** The comment on a pull request, against stand-ins for GitHub and GitLab. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commentMarker, commentText, MARKER } from "../../src/report/comment.ts";
import { comment } from "../../src/tasks/comment.ts";
import type { Environment } from "../../src/tasks/comment-services.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { ReviewService, type ServedComment } from "../setup/review-service.ts";

const REPORT = `${MARKER}\n### tightlip: 1 × leaks\n`;

function github(url: string, more: Environment = {}): Environment {
  return {
    GITHUB_ACTIONS: "true",
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: "owner/lamp",
    GITHUB_REF: "refs/pull/7/merge",
    GITHUB_TOKEN: "t-job",
    ...more,
  };
}

function gitlab(url: string, more: Environment = {}): Environment {
  return {
    GITLAB_CI: "true",
    CI_API_V4_URL: `${url}/api/v4`,
    CI_PROJECT_ID: "42",
    CI_MERGE_REQUEST_IID: "7",
    TIGHTLIP_GITLAB_TOKEN: "t-project",
    ...more,
  };
}

/** Comments by others; the last of each page wears our mark. */
function strangers(count: number, author: Omit<ServedComment, "id" | "body">): ServedComment[] {
  return Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    body: i % 50 === 49 ? `${commentMarker("check")}\nall is well` : "nice",
    ...author,
  }));
}

function written(files: Readonly<Record<string, string>>): string[] {
  const folder = tempFolder(files);
  return Object.keys(files).map((file) => join(folder, file));
}

const SERVICES = [
  ["GitHub", github, { user: { login: "stranger" } }],
  ["GitLab", gitlab, { author: { id: 5 } }],
] as const;

describe.each(SERVICES)("a comment on %s", (name, environment, stranger) => {
  it("is written once, brought up to date later, and is nobody else's", async () => {
    const service = await ReviewService.start(strangers(120, stranger));
    const env = environment(service.url);
    const once = (markdown: string) =>
      comment({ files: written({ "tightlip.md": markdown }), key: "check", env });
    expect(await once(REPORT)).toEqual({ done: "written", service: name, exitCode: 0 });
    expect((await once(REPORT)).done).toBe("unchanged");
    expect((await once(REPORT.replace("leaks", "keeps"))).done).toBe("updated");
    const { comments, requests } = await service.state();
    expect(comments).toHaveLength(121);
    expect(comments.at(-1)!.body).toBe(`${commentMarker("check")}\n\n### tightlip: 1 × keeps\n`);
    expect(comments.slice(0, -1)).toEqual(strangers(120, stranger));
    expect(requests).toHaveLength(2);
    await service.close();
  });

  it("stands beside that of another job, under its own key", async () => {
    const service = await ReviewService.start();
    const files = written({ "tightlip.md": REPORT });
    for (const key of ["esp32s2", "esp32c3", "esp32s2"])
      await comment({ files, key, env: environment(service.url) });
    expect((await service.state()).comments).toHaveLength(2);
    await service.close();
  });
});

describe("a comment", () => {
  it("has the reports of several jobs, each under the name of its folder", async () => {
    const service = await ReviewService.start();
    const files = written({ "esp32s2/tightlip.md": REPORT, "a_b*c/tightlip.md": REPORT });
    await comment({ files, key: "check", env: github(service.url) });
    const [{ body }] = (await service.state()).comments;
    expect(body.match(/^\*\*.*\*\*$/gm)).toEqual(["**esp32s2**", "**a_b_c**"]);
    expect(body).not.toContain(MARKER);
    await service.close();
  });

  it("is cut off at the end of a line where it is too long, and closes what is open", () => {
    const lines = Array.from({ length: 3_000 }, (_, i) => `- line ${i} of many`).join("\n");
    const text = commentText([{ title: null, markdown: `${MARKER}\n<details>\n${lines}` }], "check", 5_000);
    expect(text.length).toBeLessThanOrEqual(5_000);
    expect(text).toMatch(/- line \d+ of many\n<\/details>\n\n…cut off: /);
  });

  it("is by the account of a token that may ask who it is", async () => {
    const robots = [{ id: 1, body: `${commentMarker("check")}\nold`, user: { login: "robot" } }];
    const service = await ReviewService.start(robots);
    const env = github(service.url, { GITHUB_TOKEN: "t-robot" });
    expect((await comment({ files: written({ "a.md": REPORT }), key: "check", env })).done).toBe("updated");
    await service.close();
  });

  it("is none where the job is of no pull request", async () => {
    const files = written({ "a.md": REPORT });
    const none = { done: "none", service: null, exitCode: 0 };
    const push = github("https://nowhere.invalid", { GITHUB_REF: "refs/heads/main" });
    expect(await comment({ files, key: "check", env: push })).toEqual(none);
    const branch = gitlab("https://nowhere.invalid", { CI_MERGE_REQUEST_IID: undefined });
    expect(await comment({ files, key: "check", env: branch })).toEqual(none);
  });

  it.each<[what: string, env: (url: string) => Environment, complaint: RegExp]>([
    [
      "a token that may not write",
      (url) => github(url, { GITHUB_TOKEN: "t-fork" }),
      /refused \(403\)\. May its token/,
    ],
    ["a token that nobody knows", (url) => github(url, { GITHUB_TOKEN: "t-none" }), /refused \(401\)/],
    ["no token", (url) => gitlab(url, { TIGHTLIP_GITLAB_TOKEN: "" }), /TIGHTLIP_GITLAB_TOKEN is not set/],
    ["an address without TLS", () => github("http://api.example"), /must begin with https/],
    ["no service", () => ({}), /needs a job of GitHub Actions or GitLab CI/],
    ["nobody at the address", () => github("http://127.0.0.1:1"), /cannot be reached/],
  ])("is refused for %s, in words without the token", async (_, env, complaint) => {
    const service = await ReviewService.start();
    const files = written({ "a.md": REPORT });
    const failed = comment({ files, key: "check", env: env(service.url) });
    await expect(failed).rejects.toThrow(complaint);
    await expect(failed).rejects.not.toThrow(/t-(?:fork|none|job)/);
    await service.close();
  });

  it.each([
    [
      "a file that is no report",
      { "a.md": "# Hello\n" },
      "check",
      "is no report of tightlip check --report md",
    ],
    ["a key that could end its mark", { "a.md": REPORT }, "a-->b", "a key has letters"],
  ])("is refused for %s", async (_, files, key, complaint) => {
    const request = { files: written(files), key, env: github("https://nowhere.invalid") };
    await expect(comment(request)).rejects.toThrow(complaint);
  });
});
