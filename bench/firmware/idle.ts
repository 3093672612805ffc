// Waits, and does nothing else.
setInterval(() => {}, 60_000);

export {};
