import { afterEach, describe, expect, test } from "vitest";
import { canEnter, enterText, focusFirst, focusKind, isPageFocused, keepKeyboard } from "./focus";

const card = (inside: string) => {
  document.body.innerHTML = `<div class="prodigy-container">${inside}</div><button id="out">Accept</button>`;
};
const find = (selector: string) => document.querySelector<HTMLElement>(selector)!;
const isTaken = (selector: string) => {
  const event = new MouseEvent("mousedown", { bubbles: true, cancelable: true });
  find(selector).dispatchEvent(event);
  return !event.defaultPrevented;
};

afterEach(() => {
  document.body.innerHTML = "";
});

describe("the kind of thing that has the focus", () => {
  test.each([
    ["token", '<span data-token="0" tabindex="0">a</span>', "span"],
    ["unit", '<span data-unit="0" tabindex="0" role="button">a</span>', "span"],
    ["option", '<label class="prodigy-option"><input type="radio" /></label>', "input"],
    ["field", "<textarea></textarea>", "textarea"],
  ])("is a %s", (kind, markup, selector) => {
    card(markup);
    find(selector).focus();
    expect(focusKind()).toBe(kind);
  });

  test("is nothing outside of the card", () => {
    card("<textarea></textarea>");
    find("#out").focus();
    expect(focusKind()).toBeNull();
    expect(isPageFocused()).toBe(false);
  });
});

describe("the first of a kind", () => {
  test("is what tab would reach", () => {
    card('<span data-token="0">a</span><span data-token="1" tabindex="0">b</span>');
    expect(focusFirst(["token"])).toBe(true);
    expect(document.activeElement).toBe(find("[data-token='1']"));
  });

  test("leaves the focus where it is if there is none", () => {
    card("<p>text</p>");
    find("#out").focus();
    expect(focusFirst(["token", "option"])).toBe(false);
    expect(document.activeElement).toBe(find("#out"));
  });

  test("is entered from the page only", () => {
    card('<label class="prodigy-option"><input type="radio" /></label>');
    expect(canEnter("ArrowDown")).toBe(true);
    enterText();
    expect(focusKind()).toBe("option");
    expect(canEnter("ArrowDown")).toBe(false);
  });

  test("is not entered where there is nothing to enter", () => {
    card("<p>text</p>");
    expect(canEnter("ArrowRight")).toBe(false);
    expect(canEnter()).toBe(false);
  });
});

describe("a click", () => {
  test.each(["button", "label", ".inside", "[role=button]", "input[type=checkbox]", "a"])(
    "on %s leaves the focus where it was",
    (selector) => {
      card(
        '<button><i class="inside">x</i></button><label><input type="radio" />A</label>' +
          '<span role="button">b</span><input type="checkbox" /><a href="/x">c</a>',
      );
      const stop = keepKeyboard();
      expect(isTaken(selector)).toBe(false);
      stop();
      expect(isTaken(selector)).toBe(true);
    },
  );

  test.each(["textarea", "select", "input[type=range]", ".text-label", ".prodigy-html input", "p"])(
    "on %s takes it as always",
    (selector) => {
      card(
        '<textarea></textarea><select></select><input type="range" /><label class="text-label">A<input type="text" />' +
          '</label><div class="prodigy-html"><input type="checkbox" /></div><p>text</p>',
      );
      const stop = keepKeyboard();
      expect(isTaken(selector)).toBe(true);
      stop();
    },
  );

  test.each([
    ["page", null],
    ["token", "[data-token]"],
  ])("on a label gives the focus back to the %s", (_, selector) => {
    card('<span data-token="0" tabindex="0">a</span><label><input type="radio" />A</label>');
    const stop = keepKeyboard();
    if (selector) find(selector).focus();
    const before = document.activeElement;
    find("label").dispatchEvent(new Event("pointerdown", { bubbles: true }));
    find("input").focus();
    find("input").dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(document.activeElement).toBe(before);
    stop();
  });

  test("by a key leaves the focus on the radio button", () => {
    card('<label><input type="radio" />A</label>');
    const stop = keepKeyboard();
    find("label").dispatchEvent(new Event("pointerdown", { bubbles: true }));
    find("input").focus();
    find("input").dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
    find("input").dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(document.activeElement).toBe(find("input"));
    stop();
  });
});
