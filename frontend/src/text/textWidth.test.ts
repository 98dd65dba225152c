import { expect, it } from "vitest";
import { textWidth } from "./textWidth";

it("tells narrow letters from wide ones", () => {
  expect(textWidth("illi")).toBeLessThan(textWidth("abcd"));
  expect(textWidth("abcd")).toBeLessThan(textWidth("WMWM"));
  expect(textWidth("漢字")).toBe(2);
  expect(textWidth("e\u0301")).toBe(textWidth("e"));
});
