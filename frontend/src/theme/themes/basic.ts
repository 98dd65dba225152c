import type { Theme } from "../../interfaces/types";

/** The default theme: the tokens as they are. */
export const basic: Partial<Theme> = {};
