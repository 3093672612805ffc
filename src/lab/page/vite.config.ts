/** Bundle of the lab's page: one classic script, so that it also runs from a file, where browsers load no modules. */
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Written beside the page by its build. It is large, so the page is shown before. */
const TOOLCHAIN = '<script defer src="./toolchain.js"></script>';

const classicScript: Plugin = {
  name: "classic-script",
  transformIndexHtml: {
    order: "post",
    handler: (html) =>
      html
        .replace(/<script type="module" crossorigin (.*)/g, `<script defer $1\n    ${TOOLCHAIN}`)
        .replace(/ crossorigin/g, ""),
  },
};

export default defineConfig({
  root: here("."),
  base: "./",
  resolve: {
    alias: [
      { find: /^tightlip$/, replacement: here("firmware-api.ts") },
      { find: "node:path", replacement: "pathe" },
      { find: "node:module", replacement: here("node-module.ts") },
      { find: "node:crypto", replacement: here("node-crypto.ts") },
      // With a slash, the package and not Node's module of that name.
      { find: /^buffer$/, replacement: "buffer/" },
    ],
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: {
    format: "iife",
    // The scanner and its libraries take Buffer for granted.
    rolldownOptions: { transform: { inject: { Buffer: ["buffer/", "Buffer"] } } },
  },
  build: {
    outDir: here("../../../dist/lab"),
    emptyOutDir: true,
    modulePreload: false,
    // A sheet of its own: what a script puts into the page, the content policy forbids.
    cssCodeSplit: false,
    chunkSizeWarningLimit: 2_000,
    rollupOptions: {
      output: {
        format: "iife",
        entryFileNames: "lab.js",
        assetFileNames: "lab[extname]",
      },
    },
  },
  plugins: [classicScript],
});
