import type { Theme } from "../../interfaces/types";

/** White card, bright blue frame. */
export const spacy: Partial<Theme> = {
  bgCardTitle: "#077ea5",
  bgSidebar: "#09a3d5",
  bgSidebarDark: "#077ea5",
  bgHighlight: "#b8ecfb",
  bgPage: "#f7fafb",
  bgMeta: "#f2f8fa",
  colorHighlightLabel: "#05698a",
  colorSidebarLabel: "#e3f6fd",
  colorText: "#1a1e23",
  cardBorder: "1px solid #d5e3e8",
  cardShadow: "1px 1px 5px #d9e6ea",
  cardBorderRadius: 6,
};
