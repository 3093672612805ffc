/** Text that the browser keeps for this page; nothing where it keeps nothing. */
export function stored(key: string): { value: string | null } {
  return {
    get value() {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    set value(text) {
      try {
        if (text === null) localStorage.removeItem(key);
        else localStorage.setItem(key, text);
      } catch {
        // A full or forbidden storage keeps nothing, and the page works on.
      }
    },
  };
}
