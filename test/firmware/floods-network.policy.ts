import { definePolicy } from "tightlip";

export default definePolicy({ for: "5s" });
