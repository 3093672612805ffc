// Touches no credential.
setInterval(() => {
  console.log("still here");
}, 1_000);
