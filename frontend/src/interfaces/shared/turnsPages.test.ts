import { expect, it } from "vitest";
import { turnsPages } from "./turnsPages";

it("leaves arrow keys to those who use them", () => {
  document.body.innerHTML =
    '<button></button><input type="range"><span data-token="1" tabindex="0"></span><svg><g tabindex="0"></g></svg>';
  const at = (selector: string) => turnsPages(document.querySelector(selector));
  expect([turnsPages(null), turnsPages(document.body), at("button")]).toEqual([true, true, true]);
  expect([at("input"), at("[data-token]"), at("g")]).toEqual([false, false, false]);
});
