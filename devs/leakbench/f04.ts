// F04: joins, with what the handshake shows on the air declared instead of left to the platform.
import { paired } from "./lib/paired";

paired(async () => {});
