// F31: never uses the secret that its policy names: nothing can be said about it.
import { paired } from "./lib/paired";

paired(async () => {});
