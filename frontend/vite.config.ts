import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { words } from "./scripts/words.mjs";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
/** Where `npm run dev` finds the Python server. */
const SERVER = process.env.PRODIGY_DEV_SERVER ?? "http://localhost:8080";
const ENDPOINTS = [
  "/project",
  "/get_questions",
  "/get_session_questions",
  "/give_answers",
  "/validate_answer",
  "/event",
  "/draft",
  "/drafts",
  "/media",
  "/activity",
  "/session_status",
  "/health",
  "/version",
  "/data/",
];

/** Loaded when the first card is there, or soon after, by every page. */
const LATER = /src\/(shell\/(later|windows)|interfaces\/shared\/tokenEditor\/handles)\.tsx?$/;

export default defineConfig({
  // Relative URLs, so that the app also works below a path of a reverse proxy.
  base: "./",
  plugins: [react(), words(ROOT)],
  // A language is used as a whole. Named one by one, its keys would stand in the file twice.
  json: { namedExports: false },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(ENDPOINTS.map((path) => [path, SERVER])),
  },
  build: {
    outDir: "../prodigy/static",
    emptyOutDir: true,
    target: "es2022",
    // Fonts and icons stay files: stable names, cacheable, nothing inlined twice.
    assetsInlineLimit: 0,
    // Browsers that can run the app know it themselves.
    modulePreload: {
      polyfill: false,
      // The page names what it needs at once, and styles are waited for. Lists of the other files would make it longer.
      resolveDependencies: (_, paths) => paths.filter((path) => path.endsWith(".css")),
    },
    // Read by scripts/finishBuild.mjs, which writes what the server needs of it.
    manifest: "build.json",
    // Stable names without hashes: the bundle is committed, and a diff shows which part changed.
    rollupOptions: {
      output: {
        entryFileNames: "assets/app.js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
        // What every page needs first comes in one file: each request costs more than its bytes.
        codeSplitting: {
          groups: [
            { name: "core", tags: ["$initial"] },
            { name: "later", test: LATER },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    // One page for all files of a worker. See src/testing/setup.ts.
    isolate: false,
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    restoreMocks: true,
    // For machines that do several things at once.
    testTimeout: 30_000,
    coverage: {
      include: ["src/**/*.{ts,tsx}"],
      // Tables, types and tools of tests have nothing to be tested.
      exclude: ["src/**/*.test.*", "src/testing/**", "src/**/types.ts", "src/**/definition.ts", "src/model/views.ts"],
      reporter: ["text", "json-summary"],
      reportOnFailure: true,
      reportsDirectory: "node_modules/.cache/coverage",
    },
  },
});
