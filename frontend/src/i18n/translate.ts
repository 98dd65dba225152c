import type en from "./en.json";

type Written = keyof typeof en;
/** Messages that depend on a number are written once per plural form, and asked for without it. */
type Plural<Key extends string> = Key extends `${infer Base}_${"zero" | "one" | "two" | "few" | "many" | "other"}`
  ? Base
  : never;

/** A key of `en.json`; the other languages have the same keys. */
export type MessageKey = Written | Plural<Written>;

/** Translates a message key. `{name}` placeholders are filled from `values`; `values.n` picks the plural. */
export type Translate = (key: MessageKey, values?: Record<string, string | number>) => string;
