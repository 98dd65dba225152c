/** The rules of the front end: hooks as React's authors want them, and who may import whom. */
import boundaries from "eslint-plugin-boundaries";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import hooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const EXTENSIONS = [".ts", ".tsx", ".json", ".css"];

/** Parts below everything that draws a view. They know the model and each other, and nothing above. */
const GROUND = ["text", "geometry", "theme", "i18n", "keymap", "hooks"];

/** Each layer with the folders it is made of. A folder comes before the one it lies in. */
const FOLDERS = {
  model: ["src/model"],
  ground: GROUND.map((name) => `src/${name}`),
  api: ["src/api"],
  ui: ["src/ui"],
  shared: ["src/interfaces/shared"],
  view: ["src/interfaces/*"],
  registry: ["src/interfaces"],
  store: ["src/store"],
  shell: ["src/shell"],
  owner: ["src/owner"],
  custom: ["src/custom"],
  testing: ["src/testing"],
  page: ["src"],
};

/** What each layer may import besides itself; views also not each other. Drawn in CONTRIBUTING.md, "Where things are". */
const MAY_IMPORT = {
  model: [],
  ground: ["model"],
  api: ["model"],
  store: ["api", "ground", "model"],
  ui: ["ground", "model"],
  registry: ["ground", "model"],
  // Pictures and recordings are asked for by what draws them.
  shared: ["registry", "ui", "api", "ground", "model"],
  view: ["shared", "registry", "ui", "ground", "model"],
  custom: ["store", "api", "ground", "model"],
  shell: ["registry", "store", "api", "ui", "ground", "model"],
  owner: ["shell", "registry", "store", "api", "ui", "ground", "model"],
  page: ["owner", "custom", "shell", "registry", "store", "api", "ui", "ground", "model"],
};

const layers = (...names) => ({ element: { types: { anyOf: names } } });

const policies = Object.entries(MAY_IMPORT).flatMap(([from, to]) => [
  { from: layers(from), allow: { to: layers(...to, ...(from === "view" ? [] : [from])) } },
]);
const ownFolder = {
  from: layers("view"),
  allow: { to: { element: { type: "view", captured: { name: "{{ from.element.captured.name }}" } } } },
};

/** What only one folder may do. */
const REACT = { regex: "^react(-dom)?(/|$)", allowTypeImports: true, message: "This layer knows nothing of React." };
const SERVER = ["fetch", "XMLHttpRequest", "EventSource", "WebSocket"].map((name) => ({
  name,
  message: "Only api/ talks to the server.",
}));

export default defineConfig(
  { ignores: ["node_modules/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  tseslint.configs.recommended,
  {
    rules: {
      // A name that begins with _ is taken out of something to be left out.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_" },
      ],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks, "import-x": importX },
    settings: {
      "import-x/resolver-next": [createNodeResolver({ extensions: EXTENSIONS })],
      "import-x/extensions": [".ts", ".tsx"],
    },
    rules: {
      ...hooks.configs.recommended.rules,
      "react-hooks/exhaustive-deps": ["error", { additionalHooks: "^useKept$" }],
      "import-x/no-cycle": "error",
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["**/*.test.*", "src/testing/**"],
    plugins: { boundaries },
    settings: {
      "import/resolver": { node: { extensions: EXTENSIONS } },
      "boundaries/include": ["src/**/*"],
      "boundaries/elements": Object.entries(FOLDERS).flatMap(([type, patterns]) =>
        patterns.map((pattern) => ({ type, pattern, ...(type === "view" ? { capture: ["name"] } : {}) })),
      ),
    },
    rules: {
      "boundaries/no-unknown-dependencies": "error",
      "boundaries/no-unknown-files": "error",
      "boundaries/dependencies": ["error", { default: "disallow", policies: [...policies, ownFolder] }],
      "no-restricted-globals": ["error", ...SERVER],
      "no-restricted-properties": [
        "error",
        { object: "navigator", property: "sendBeacon", message: SERVER[0].message },
      ],
    },
  },
  {
    // What doesn't fit on a screen has more than one idea.
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["**/*.test.*", "src/testing/**"],
    rules: { "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }] },
  },
  { files: ["src/api/**"], rules: { "no-restricted-globals": "off", "no-restricted-properties": "off" } },
  {
    // A second is too short for a machine that does several things at once.
    files: ["**/*.test.*"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "vi", property: "waitFor", message: "Take `waitFor` of src/testing: it waits longer." },
      ],
    },
  },
  {
    files: ["src/{model,text,geometry,theme,api,store}/**/*.{ts,tsx}"],
    rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns: [REACT] }] },
  },
);
