/** Keeps the page for use without a network, where a web server has it: a page from a file is there anyway. */
export function keepForOffline(): void {
  if (!location.protocol.startsWith("http") || navigator.serviceWorker === undefined) return;
  // Without it the page works as well, as long as the server is there.
  navigator.serviceWorker.register("./sw.js").catch(() => {});
}
