export { applyTheme, themeVariables } from "./applyTheme";
export { lastTheme, rememberTheme } from "./lastTheme";
export { ensureContrast, parseColor, readableTextColor } from "./color";
export { labelColor, resolveTheme, themeName, THEMES } from "./resolve";
export { TOKENS } from "./tokens";
