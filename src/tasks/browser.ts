/** Starts the person's browser. */
import { withMachinePath } from "../machine-program.ts";

/** Reason why it could not be started, as a code; null when it was. `target`: path of a file, or an address. */
export async function openedInBrowser(target: string): Promise<string | null> {
  const { default: openInBrowser } = await import("open");
  try {
    await withMachinePath(() => openInBrowser(target));
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown error";
  }
}
