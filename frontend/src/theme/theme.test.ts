import { describe, expect, it, vi } from "vitest";
import { applyTheme, contrastProblems, kebab, paintedColors, themeVariables } from "./applyTheme";
import { blend, contrast, ensureContrast, parseColor, readableTextColor } from "./color";
import { labelColor, resolveTheme, themeName, THEMES } from "./resolve";
import { TOKENS } from "./tokens";

const ratio = (text: string, background: string, card: string) =>
  contrast(parseColor(text)!, blend(parseColor(background)!, parseColor(card)!));

describe("resolveTheme", () => {
  it("is the documented defaults without settings", () => {
    expect(resolveTheme({})).toEqual(TOKENS);
    expect(TOKENS).toMatchObject({ accept: "#4fd364", bgCardTitle: "#583fcf", cardMaxWidth: 675 });
  });

  it("puts custom keys over the named theme, and the theme over the defaults", () => {
    const theme = resolveTheme({ theme: "dark", custom_theme: { bgCard: "#000000", cardMaxWidth: "95%" } });
    expect(theme.bgCard).toBe("#000000");
    expect(theme.cardMaxWidth).toBe("95%");
    expect(theme.bgPage).toBe("#1f2329");
    expect(theme.mediumText).toBe(24);
  });

  it("replaces one palette and keeps the others", () => {
    const theme = resolveTheme({ custom_theme: { palettes: { images: ["gold", "cyan"] } } });
    expect(theme.palettes.images).toEqual(["gold", "cyan"]);
    expect(theme.palettes.spans).toEqual(TOKENS.palettes.spans);
  });

  it("accepts fonts as a list of names", () => {
    const theme = resolveTheme({ custom_theme: { fontPrimary: ["Open Sans", "sans-serif"] } });
    expect(theme.fontPrimary).toBe('"Open Sans", sans-serif');
  });

  it("follows the system only when asked to", () => {
    expect(themeName("auto", true)).toBe("dark");
    expect(themeName("auto", false)).toBe("basic");
    expect(themeName("basic", true)).toBe("basic");
    expect(themeName("nonsense")).toBe("basic");
  });
});

describe("labelColor", () => {
  const theme = resolveTheme({ custom_theme: { labels: { ORG: "#ff0000" } } });
  const labels = ["PERSON", "ORG", "GPE"];

  it("prefers the user's own colour", () => {
    expect(labelColor("ORG", labels, theme, "spans")).toBe("#ff0000");
  });

  it("gives out the palette in order and starts over", () => {
    const many = Array.from({ length: 9 }, (_, index) => `L${index}`);
    expect(labelColor("PERSON", labels, theme, "spans")).toBe("#c5bdf4");
    expect(labelColor("L8", many, theme, "spans")).toBe("#c5bdf4");
    expect(labelColor("NEW", labels, theme, "spans")).toBe(theme.palettes.spans[3]);
  });

  it("is the highlight without a palette", () => {
    expect(labelColor("PERSON", labels, theme)).toBe("#ffe184");
  });
});

describe("painted colours", () => {
  it.each(Object.keys(THEMES))("are readable in the theme %s", (name) => {
    const theme = resolveTheme({ theme: name as "basic" });
    const painted = paintedColors(theme);
    const pairs: [string, string][] = [
      ["colorText", "bgCard"],
      ["colorMeta", "bgMeta"],
      ["colorMessage", "bgPage"],
      ["colorSidebar", "bgSidebar"],
      ["colorSidebarHeadline", "bgSidebarDark"],
      ["colorSidebarLabel", "bgSidebar"],
      ["colorCardTitle", "bgCardTitle"],
      ["colorHighlightLabel", "bgHighlight"],
    ];
    for (const [text, background] of pairs) {
      const found = ratio(painted[text]!, String(theme[background]), theme.bgCard);
      expect([text, found >= 4.5]).toEqual([text, true]);
    }
  });

  it.each(Object.keys(THEMES))("are readable on highlights wherever they are drawn in the theme %s", (name) => {
    const theme = resolveTheme({ theme: name as "basic" });
    const variables = themeVariables(theme);
    for (const ground of ["bgCard", "bgCardSecondary", "bgMeta"] as const) {
      for (const text of ["--prodigy-on-highlight", "--prodigy-color-highlight-label"]) {
        const found = ratio(variables[text]!, theme.bgHighlight, theme[ground]);
        expect([ground, text, found >= 4.5]).toEqual([ground, text, true]);
      }
    }
  });

  it("leaves the user's own colours alone and mentions them", () => {
    const custom = { colorMeta: "#cccccc" };
    const theme = resolveTheme({ custom_theme: custom });
    expect(paintedColors(theme, custom)["colorMeta"]).toBe("#cccccc");
    expect(contrastProblems(theme, custom)).toHaveLength(1);
  });

  it("go further with high contrast", () => {
    const theme = resolveTheme({});
    const { colorMeta } = paintedColors(theme, {}, true);
    expect(ratio(colorMeta!, theme.bgMeta, theme.bgCard)).toBeGreaterThanOrEqual(7);
  });
});

describe("variables", () => {
  it("are named after the keys, numbers are pixels", () => {
    const variables = themeVariables(resolveTheme({}));
    expect(kebab("bgCardTitle")).toBe("bg-card-title");
    expect(variables["--prodigy-bg-card-title"]).toBe("#583fcf");
    expect(variables["--prodigy-large-text"]).toBe("37.5px");
  });

  it("are set on the page", () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    applyTheme(resolveTheme({ theme: "dark" }));
    const { style } = document.documentElement;
    expect(style.getPropertyValue("--prodigy-bg-page")).toBe("#1f2329");
    expect(style.colorScheme).toBe("dark");
  });
});

describe("colours", () => {
  it("are read in all common notations", () => {
    expect(parseColor("#fff")).toEqual([255, 255, 255, 1]);
    expect(parseColor("#6699cc66")?.[3]).toBeCloseTo(0.4);
    expect(parseColor("rgb(1, 2, 3)")).toEqual([1, 2, 3, 1]);
    expect(parseColor("rgba(1 2 3 / 50%)")).toEqual([1, 2, 3, 0.5]);
    expect(parseColor("#12345")).toBeNull();
  });

  it("give dark text on light and white text on dark", () => {
    expect(readableTextColor("#ffe184")).not.toBe("#ffffff");
    expect(readableTextColor("#583fcf")).toBe("#ffffff");
    expect(readableTextColor("#00000033", "#ffffff")).not.toBe("#ffffff");
    expect(readableTextColor("#ffffff33", "#000000")).toBe("#ffffff");
  });

  it("stay as they are when they are readable", () => {
    expect(ensureContrast("#444444", "#ffffff", 4.5)).toBe("#444444");
    expect(ensureContrast("#939393", "#f6f6f6", 4.5)).not.toBe("#939393");
  });
});

describe("readableTextColor", () => {
  it.each(["#ff0000", "#808080", "#ffffff", "#000000", "#00c800", "#f74c4a", "rebeccapurple"])(
    "can be read on %s",
    (background) => {
      const back = parseColor(background);
      if (back) expect(contrast(parseColor(readableTextColor(background))!, back)).toBeGreaterThanOrEqual(4.5);
    },
  );
});

describe("text on several backgrounds", () => {
  it("can be read on the page and on the card", () => {
    const theme = resolveTheme({ theme: "eighties" });
    const painted = paintedColors(theme);
    expect(ratio(painted.colorMessage!, theme.bgPage, theme.bgCard)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(painted.colorMessage!, theme.bgCard, theme.bgCard)).toBeGreaterThanOrEqual(4.5);
  });

  it("is made for the first one where they have nothing in common", () => {
    const theme = resolveTheme({ custom_theme: { bgPage: "#101010", bgCard: "#ffffff" } });
    expect(ratio(paintedColors(theme).colorMessage!, "#101010", "#ffffff")).toBeGreaterThanOrEqual(4.5);
  });
});
