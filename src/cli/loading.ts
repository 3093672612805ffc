/** Loads the code of a command while the terminal shows that something goes on. */

/** `load` imports it: with what it builds on, that can take longer than a person waits without a doubt. */
export async function loading<Module>(load: () => Promise<Module>): Promise<Module> {
  const { progress } = await import("./progress.ts");
  progress.show("starting");
  try {
    return await load();
  } finally {
    progress.clear();
  }
}
