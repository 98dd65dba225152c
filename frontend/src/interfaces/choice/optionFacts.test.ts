import { describe, expect, it } from "vitest";
import { accentOf, hasImage, isBare, isLink, isPictureGrid } from "./optionFacts";

describe("what an option shows", () => {
  it("is bare without text and markup", () => {
    expect([{ id: 1 }, { id: 1, text: "" }, { id: 1, text: " \n" }, { id: 1, html: "" }].every(isBare)).toBe(true);
    expect(
      [
        { id: 1, text: "a" },
        { id: 1, html: "<b>a</b>" },
      ].some(isBare),
    ).toBe(false);
  });

  it("is a grid only of pictures", () => {
    expect(hasImage({ id: 1, image: "" })).toBe(false);
    expect(
      isPictureGrid([
        { id: 1, image: "/a.png" },
        { id: 2, image: "/b.png", text: "b" },
      ]),
    ).toBe(true);
    expect(
      isPictureGrid([
        { id: 1, image: "/a.png" },
        { id: 2, text: "b" },
      ]),
    ).toBe(false);
  });
});

describe("the colour", () => {
  const labels = { PERSON: "#f00", "7": "#0f0", "": "#000" };

  it("is the option's own, or that of the label with its id, or with its text", () => {
    expect(accentOf({ id: 7, text: "PERSON", color: "#00f" }, labels)).toBe("#00f");
    expect(accentOf({ id: 7, text: "PERSON" }, labels)).toBe("#0f0");
    expect(accentOf({ id: 8, text: "PERSON" }, labels)).toBe("#f00");
    expect(accentOf({ id: 8, text: "ORG" }, labels)).toBeUndefined();
  });
});

describe("a link", () => {
  it.each(["https://a.b", "http://a", "HTTPS://A", "/local", "./near", "../up"])("opens %s", (url) => {
    expect(isLink(url)).toBe(true);
  });
  it.each(["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc", "", 5, null, undefined])(
    "is none for %s",
    (url) => expect(isLink(url)).toBe(false),
  );
});
