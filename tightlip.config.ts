import { defineConfig } from "tightlip";

export default defineConfig({
  appliances: ["devs/appliances", "devs/pairings", "devs/lessons"],
});
