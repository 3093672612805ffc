/**
 * Stand-in for the services that pull requests are on, in a thread of its own, so that it answers while a test waits for
 * a process: GitHub's comments of issues (docs.github.com, "REST API endpoints for issue comments") and GitLab's notes of
 * merge requests (docs.gitlab.com, "Notes API"), with their codes, headers of authority and pages.
 */
import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

const { comments, longestBody } = workerData;
let next = 1 + Math.max(0, ...comments.map(({ id }) => id));
const requests = [];

const GITHUB = /^\/repos\/owner\/lamp\/issues\/(?:7\/comments|comments\/(\d+))$/;
const GITLAB = /^\/api\/v4\/projects\/42\/merge_requests\/7\/notes(?:\/(\d+))?$/;
/** By which each service tells the account that a token belongs to. */
const ACCOUNTS = {
  "Bearer t-job": { login: "github-actions[bot]", canWrite: true, asksWho: false },
  "Bearer t-fork": { login: "github-actions[bot]", canWrite: false, asksWho: false },
  "Bearer t-robot": { login: "robot", canWrite: true, asksWho: true },
  "t-project": { id: 99, username: "project_42_bot", canWrite: true, asksWho: true },
};

function answer(method, url, headers, body) {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const isGitlab = pathname.startsWith("/api/v4/");
  const account = ACCOUNTS[isGitlab ? headers["private-token"] : headers.authorization];
  if (account === undefined) return [401, { message: "Bad credentials" }];
  if (!isGitlab && headers["user-agent"] === undefined) return [403, { message: "User-Agent is missing" }];
  if (/(?:^|\/)user$/.test(pathname))
    return account.asksWho ? [200, account] : [403, { message: "Resource not accessible by integration" }];
  const found = (isGitlab ? GITLAB : GITHUB).exec(pathname);
  if (found === null) return [404, { message: "Not Found" }];
  if (method === "GET") {
    const [size, page] = [Number(searchParams.get("per_page") ?? 30), Number(searchParams.get("page") ?? 1)];
    return [200, comments.slice((page - 1) * size, page * size)];
  }
  if (!account.canWrite) return [403, { message: "Resource not accessible by integration" }];
  if (body.length > longestBody) return [422, { message: "body is too long" }];
  if (method === "POST" && found[1] === undefined) {
    const author = isGitlab ? { author: { id: account.id } } : { user: { login: account.login } };
    const made = { id: next++, body, ...author };
    comments.push(made);
    return [201, made];
  }
  const known = comments.find(({ id }) => `${id}` === found[1]);
  if (method !== (isGitlab ? "PUT" : "PATCH") || known === undefined) return [404, { message: "Not Found" }];
  known.body = body;
  return [200, known];
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const text = Buffer.concat(chunks).toString();
    const { method, url, headers } = request;
    if (method !== "GET") requests.push(`${method} ${url}`);
    const [status, value] = answer(method, url, headers, text === "" ? "" : JSON.parse(text).body);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  });
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
parentPort.on("message", () => parentPort.postMessage({ comments, requests }));
