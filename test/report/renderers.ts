import { FORMAT_NAMES, type FormatName, type Renderer, reportFormat } from "../../src/report/formats.ts";

/** Renderers of a report, by format. */
export const RENDERERS = Object.fromEntries(
  await Promise.all(FORMAT_NAMES.map(async (name) => [name, await reportFormat(name).load()])),
) as Readonly<Record<FormatName, Renderer>>;
