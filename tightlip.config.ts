import { defineConfig } from "tightlip";

export default defineConfig({
  appliances: ["devs/lessons", "devs/pairings", "devs/appliances", "!devs/appliances/*/day.ts"],
});
