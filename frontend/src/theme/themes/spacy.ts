import type { Theme } from "../../model/theme";

/** White card, bright blue frame. */
export const spacy: Partial<Theme> = {
  bgCardTitle: "#06647f",
  bgSidebar: "#077ea5",
  bgSidebarDark: "#06647f",
  bgProgress: "#6fd6f7",
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
