/** Script of the service worker that keeps the lab for use without a network. */

/** `version` changes with any of the files, so that no page gets some of one version and some of another. */
export function serviceWorkerScript(names: readonly string[], version: string): string {
  return `const NAME = "tightlip-lab-${version}";
const FILES = ${JSON.stringify(names)};
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("tightlip-lab-") && name !== NAME;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))),
  );
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  const asked = url.pathname.endsWith("/") ? "index.html" : event.request;
  event.respondWith(
    caches.open(NAME).then((cache) => cache.match(asked)).then((kept) => kept ?? fetch(event.request)),
  );
});
`;
}
