/** Translates a message key. `{name}` placeholders are filled from `values`; `values.n` picks the plural. */
export type Translate = (key: string, values?: Record<string, string | number>) => string;
