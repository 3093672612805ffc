// Tries to show a secret in every way, and does with it what may be done.
import { log, Secret } from "tightlip/devs";
import { writtenForms } from "tightlip/devs/lib/encodings";
import { redacted } from "tightlip/devs/lib/log";

const VALUE = "hunter2-is-my-pässword";
const secret = new Secret(VALUE);

console.log(secret);
console.log("" + secret, `${secret}`, JSON.stringify(secret), JSON.stringify({ secret }), [secret]);
for (const key of Object.keys(secret)) console.log(key, (secret as any)[key]);
try {
  throw secret as any;
} catch (caught) {
  console.log(caught);
}
await log("plain", VALUE, 42);
await log("whole", secret);
for (const form of writtenForms(Buffer.from(VALUE))) console.log(await redacted(`a form: ${form};`));
console.log(await redacted("nothing to hide"));

const long = new Secret("longest-passphrase-that-a-network-may-have-äöü-0123456789-abcde");
await log(
  "long",
  long.use((value) => value.toString("hex")),
);

console.log(secret.hmac("what do ya want for nothing?").toString("hex"));
console.log(new Secret("Jefe").hmac("what do ya want for nothing?").toString("hex"));
console.log(secret.equals(new Secret(VALUE)), secret.equals("hunter2"), secret.equals(Buffer.from(VALUE)));
