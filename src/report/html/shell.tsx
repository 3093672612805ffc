/**
 * Shell of a page: one HTML file that needs no network and runs no script. All text goes through the renderer, which
 * escapes it; the content policy forbids whatever else a firmware might try.
 */
import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { plainText } from "../printable.ts";
import { STYLE } from "./style.ts";

/** Nothing is loaded and nothing runs; styles are in the page. */
const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

interface Page {
  /** After the tool's name. */
  readonly title: string;
  /** Added to the style of all pages. */
  readonly style?: string;
  readonly body: ComponentChildren;
}

/** The whole file. */
export function pageText({ title, style = "", body }: Page): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={CONTENT_POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`tightlip: ${title}`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE + style }} />
      </head>
      <body>{body}</body>
    </html>
  );
  return `<!doctype html>\n${plainText(renderToString(page))}\n`;
}
