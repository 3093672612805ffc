// Draws random numbers each second.
setInterval(() => {
  console.log(`${Math.random()} ${Math.randomInt(9)}`);
}, 1_000);
