/** Work around each test file: several share a process, and with it the modules that they import. */
import { afterAll } from "vitest";
import { removeTempFolders } from "./compile/temp-project.ts";

afterAll(removeTempFolders);
