/** Links to places on the page, which must not change the address: that names the place in the lab. */

/** Brings the place into view that a link with `#name` leads to; a place on this page has the focus then. */
export function followAnchors(event: MouseEvent): void {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest("a[href^='#']");
  const name = link?.getAttribute("href")?.slice(1) ?? "";
  if (name === "" || name.startsWith("/")) return;
  event.preventDefault();
  const place = document.getElementById(name);
  if (place === null) return;
  for (let at: Element | null = place; at !== null; at = at.parentElement)
    if (at instanceof HTMLDetailsElement) at.open = true;
  if (!place.matches("a, button, input, summary")) place.tabIndex = -1;
  place.scrollIntoView({ block: "start" });
  place.focus({ preventScroll: true });
}
