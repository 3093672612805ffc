/** Services that pull requests are on: GitHub's comments of issues, GitLab's notes of merge requests. */
import * as v from "valibot";
import { EXIT_USAGE, UserError } from "../user-error.ts";

export interface ExistingComment {
  readonly id: number;
  readonly body: string;
  /** Written under the same account: nobody else can have put it there, or change it unseen. */
  readonly isOwn: boolean;
}

export interface CommentService {
  readonly name: string;
  readonly maxCharacters: number;
  comments(): Promise<ExistingComment[]>;
  create(body: string): Promise<void>;
  update(id: number, body: string): Promise<void>;
}

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

const TIME_LIMIT_MILLIS = 30_000;
/** So many comments are looked at for one of ours. */
const MAX_PAGES = 30;
const PER_PAGE = 100;

/** Null where there is no pull request to comment on. Throws a UserError for what the service needs and does not have. */
export function commentService(env: Environment): CommentService | null {
  if (env.GITLAB_CI === "true") return gitlab(env);
  if (env.GITHUB_ACTIONS === "true") return github(env);
  throw new UserError(
    "A comment needs a job of GitHub Actions or GitLab CI, whose variables say where it goes. --print shows it here.",
    EXIT_USAGE,
  );
}

/** "body is too long (maximum is 65536 characters)" */
export const GITHUB_CHARACTERS = 65_536;

const GithubComments = v.array(
  v.looseObject({
    id: v.number(),
    body: v.nullish(v.string(), ""),
    user: v.nullable(v.looseObject({ login: v.string() })),
  }),
);

/** The account of a job's own token, which may not ask who it is. */
const GITHUB_JOB = "github-actions[bot]";

/** docs.github.com, "REST API endpoints for issue comments": a pull request is an issue. */
function github(env: Environment): CommentService | null {
  const [, number] = /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? "") ?? [];
  if (number === undefined) return null;
  const repository = wanted(env, "GITHUB_REPOSITORY");
  const api = new Api("GitHub", env.GITHUB_API_URL ?? "https://api.github.com", {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${wanted(env, "GITHUB_TOKEN")}`,
    "x-github-api-version": "2022-11-28",
  });
  const issues = `/repos/${repository}/issues`;
  return {
    name: "GitHub",
    maxCharacters: GITHUB_CHARACTERS,
    comments: async () => {
      const login = await api.ask("GET", "/user", v.looseObject({ login: v.string() }), [401, 403, 404]);
      const all = await api.pages(`${issues}/${number}/comments`, GithubComments);
      return all.map(({ id, body, user }) => ({
        id,
        body,
        isOwn: user?.login === (login?.login ?? GITHUB_JOB),
      }));
    },
    create: (body) => api.send("POST", `${issues}/${number}/comments`, { body }),
    update: (id, body) => api.send("PATCH", `${issues}/comments/${id}`, { body }),
  };
}

const GitlabNotes = v.array(
  v.looseObject({ id: v.number(), body: v.string(), author: v.looseObject({ id: v.number() }) }),
);

/** docs.gitlab.com, "Notes API", "Merge requests". A job's own token cannot write notes. */
function gitlab(env: Environment): CommentService | null {
  const iid = env.CI_MERGE_REQUEST_IID;
  if (iid === undefined) return null;
  const project = env.CI_MERGE_REQUEST_PROJECT_ID ?? wanted(env, "CI_PROJECT_ID");
  const api = new Api("GitLab", wanted(env, "CI_API_V4_URL"), {
    "private-token": wanted(env, "TIGHTLIP_GITLAB_TOKEN"),
  });
  const notes = `/projects/${encodeURIComponent(project)}/merge_requests/${encodeURIComponent(iid)}/notes`;
  return {
    name: "GitLab",
    maxCharacters: 1_000_000,
    comments: async () => {
      const me = await api.ask("GET", "/user", v.looseObject({ id: v.number() }));
      const all = await api.pages(notes, GitlabNotes);
      return all.map(({ id, body, author }) => ({ id, body, isOwn: author.id === me!.id }));
    },
    create: (body) => api.send("POST", notes, { body }),
    update: (id, body) => api.send("PUT", `${notes}/${id}`, { body }),
  };
}

function wanted(env: Environment, name: string): string {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  throw new UserError(`${name} is not set, and a comment needs it.`, EXIT_USAGE);
}

/** Requests to one service, with its token, which no error shows. */
class Api {
  constructor(
    private readonly service: string,
    private readonly base: string,
    private readonly headers: Readonly<Record<string, string>>,
  ) {
    const url = URL.canParse(base) ? new URL(base) : null;
    const isHere = url?.hostname === "127.0.0.1" || url?.hostname === "localhost";
    if (url?.protocol !== "https:" && !(isHere && url?.protocol === "http:"))
      throw new UserError(`${service}: the address of its API must begin with https://.`, EXIT_USAGE);
  }

  /** Answer of the form that is expected; null for one of the codes that are allowed. */
  async ask<T>(
    method: string,
    path: string,
    schema: v.GenericSchema<unknown, T>,
    allowed: readonly number[] = [],
  ): Promise<T | null> {
    const response = await this.request(method, path);
    if (allowed.includes(response.status)) return null;
    this.refuse(response, method, path);
    const parsed = v.safeParse(schema, await response.json().catch(() => null));
    if (parsed.success) return parsed.output;
    throw new UserError(`${this.service}: ${method} ${path} answered in an unknown form.`, EXIT_USAGE);
  }

  /** All pages of a list, from the oldest entry. */
  async pages<T>(path: string, schema: v.GenericSchema<unknown, readonly T[]>): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; page <= MAX_PAGES; page++) {
      const entries = (await this.ask("GET", `${path}?per_page=${PER_PAGE}&page=${page}`, schema))!;
      all.push(...entries);
      if (entries.length < PER_PAGE) break;
    }
    return all;
  }

  async send(method: string, path: string, body: object): Promise<void> {
    this.refuse(await this.request(method, path, body), method, path);
  }

  private async request(method: string, path: string, body?: object): Promise<Response> {
    try {
      return await fetch(`${this.base}${path}`, {
        method,
        headers: { ...this.headers, "user-agent": "tightlip", "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
        // The token is for this server.
        redirect: "error",
        signal: AbortSignal.timeout(TIME_LIMIT_MILLIS),
      });
    } catch (cause) {
      const why =
        cause instanceof Error && cause.name === "TimeoutError"
          ? "did not answer in time"
          : "cannot be reached";
      throw new UserError(`${this.service}: ${why} at ${new URL(this.base).host}.`, EXIT_USAGE);
    }
  }

  private refuse({ ok, status }: Response, method: string, path: string): void {
    if (ok) return;
    const hint = [401, 403, 404].includes(status)
      ? " May its token write comments? That of a pull request from a fork may not."
      : "";
    throw new UserError(`${this.service}: ${method} ${path} was refused (${status}).${hint}`, EXIT_USAGE);
  }
}
