/** The page's one client: its worker starts with the first thing that is asked of it. */
import { Client } from "./client.ts";

export const labClient = new Client();
