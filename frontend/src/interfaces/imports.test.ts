/** Views stand beside each other: what several of them use is in `shared/`. */
import { expect, it } from "vitest";

const sources = import.meta.glob<string>("./*/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });
/** Views that are made of others know each other. */
const COMPOSED = /^\.\/(blocks|pages|review|shared)\//;
const files = Object.entries(sources).filter(([path]) => !/\.test\./.test(path) && !COMPOSED.test(path));

it("no simple view imports from another view", () => {
  expect(files.length).toBeGreaterThan(50);
  const crossing = files.flatMap(([path, code]) =>
    [...code.matchAll(/from "\.\.\/([a-z_]+)\//g)]
      .filter(([, folder]) => folder !== "shared")
      .map(([found]) => `${path}: ${found}`),
  );
  expect(crossing).toEqual([]);
});
