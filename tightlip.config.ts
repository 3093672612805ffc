import { defineConfig } from "tightlip";

export default defineConfig({
  appliances: ["devs/appliances", "!devs/appliances/*/day.ts", "devs/pairings", "devs/lessons"],
});
