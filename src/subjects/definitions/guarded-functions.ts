/** Functions of a policy, guarded: what they answer is looked at before anything relies on it. */
import * as v from "valibot";
import type { HttpHandler } from "../../../sim/net/server.ts";
import type { Policy, Release } from "../../judge/policy/policy.ts";
import { HeaderName, HeaderText, Status } from "../policy-schema.ts";
import type { DefinitionFile } from "./definition.ts";
import { wrongField } from "./definition-file.ts";

/** Larger than any reply that firmware for a board can use. */
const MAX_BODY_CHARACTERS = 2 ** 22;
/** More than any release computes for one value. */
const MAX_COMPUTED = 1_000;
const MAX_COMPUTED_BYTES = 2 ** 20;

const Response = v.object({
  status: Status,
  body: v.pipe(v.string(), v.maxLength(MAX_BODY_CHARACTERS)),
  contentType: v.optional(HeaderText),
  headers: v.optional(v.record(HeaderName, HeaderText)),
});
const Computed = v.pipe(
  v.array(v.union([v.string(), v.instance(Uint8Array)])),
  v.maxLength(MAX_COMPUTED),
  v.check((all) => all.reduce((sum, one) => sum + one.length, 0) <= MAX_COMPUTED_BYTES),
);

/** Functions that throw a UserError, which names file and line, for an answer that is none. */
export function guarded(policy: Policy, fileOf: (field: string) => DefinitionFile): Policy {
  const { servers, releases } = policy;
  return {
    ...policy,
    ...(servers !== undefined && {
      servers: Object.fromEntries(
        Object.entries(servers).map(([host, server]) => [
          host,
          typeof server === "function" ? guardedServer(server, host, fileOf) : server,
        ]),
      ),
    }),
    ...(releases !== undefined && {
      releases: releases.map((release, i) => ({
        ...release,
        ...(release.computes !== undefined && { computes: guardedComputation(release.computes, i, fileOf) }),
      })),
    }),
  };
}

function guardedServer(
  server: HttpHandler,
  host: string,
  fileOf: (field: string) => DefinitionFile,
): HttpHandler {
  return (request, visit) => {
    const response: unknown = server(request, visit);
    if (v.is(Response, response)) return response;
    throw wrongField(
      fileOf("servers"),
      ["servers", host],
      `${JSON.stringify(`servers.${host}`)} gave an answer that is no reply: an object with "status" (100 to 599) and "body" (text), and perhaps "contentType" and "headers".`,
    );
  };
}

function guardedComputation(
  computes: NonNullable<Release["computes"]>,
  index: number,
  fileOf: (field: string) => DefinitionFile,
): NonNullable<Release["computes"]> {
  return (value, received) => {
    const computed: unknown = computes(value, received);
    if (v.is(Computed, computed)) return computed;
    throw wrongField(
      fileOf("releases"),
      ["releases", `${index}`, "computes"],
      `"releases.${index}.computes" gave an answer that is no list of at most ${MAX_COMPUTED} texts or byte arrays, 1 MB together.`,
    );
  };
}
