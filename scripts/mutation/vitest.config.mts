import { defineConfig } from "vitest/config";

/** The tests that mutants of lib/math have to survive. */
export default defineConfig({
  test: { include: ["tests/math/**/*.test.ts"], testTimeout: 60_000 },
});
