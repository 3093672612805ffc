/** Obstacles to opening a browser. */

/** Reason why a browser would open for nobody, as the rest of a sentence; null for none. */
export function obstacleToOpening(): string | null {
  const { env, platform, stdout } = process;
  if (env.CI) return "is started in CI";
  if (env.SSH_CONNECTION || env.SSH_TTY) return "is started over SSH";
  if (stdout.isTTY !== true) return "is started without a terminal";
  const needsDisplay = platform !== "darwin" && platform !== "win32" && !env.WSL_DISTRO_NAME;
  return needsDisplay && !env.DISPLAY && !env.WAYLAND_DISPLAY ? "is started without a display" : null;
}
