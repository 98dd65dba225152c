/// <reference types="vite/client" />

/** A part of the words of a language, see scripts/words.mjs. */
declare module "*.json?page" {
  const words: Record<string, string>;
  export default words;
}
declare module "*.json?rest" {
  const words: Record<string, string>;
  export default words;
}
