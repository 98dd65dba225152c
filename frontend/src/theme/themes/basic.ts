import type { Theme } from "../../model/theme";

/** The default theme: the tokens as they are. */
export const basic: Partial<Theme> = {};
