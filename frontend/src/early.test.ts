import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { beginPage } from "./early";
import { EARLY, findDrawn, isBareKey } from "./model/drawn";
import { noteScroll, takeScroll, tellOfEarlyKeys } from "./shell/drawn";

const HEAD = `<link rel="early" as="fetch" href="project"><link rel="modulepreload" id="app" href="/app.js">`;
const BODY = `<div data-prodigy-drawn aria-busy="true"><div class="prodigy-annotator">Text</div></div>`;
const press = (key: string, more = {}) => dispatchEvent(new KeyboardEvent("keydown", { key, ...more }));

beforeEach(() => {
  document.head.innerHTML = HEAD;
  document.body.innerHTML = BODY;
});
afterEach(() => {
  document.head.innerHTML = document.body.innerHTML = "";
});

describe("the page before the app", () => {
  it("asks for what the app needs, and loads the app", async () => {
    const loaded: string[] = [];
    await beginPage(async (address) => loaded.push(address));
    expect(document.querySelector("link[as=fetch]")?.getAttribute("rel")).toBe("preload");
    expect(loaded).toEqual([new URL("/app.js", location.href).href]);
  });

  it("notes keys that come too early, until the app has taken its place", async () => {
    await beginPage(async () => {});
    const drawn = findDrawn()!;
    press("ArrowDown");
    press("s", { ctrlKey: true });
    expect(drawn.dataset[EARLY]).toBeUndefined();
    press("a");
    expect(drawn.dataset[EARLY]).toBe("true");
    const told: string[] = [];
    tellOfEarlyKeys(drawn, { notify: ({ title }) => told.push(title) });
    expect(told).toEqual(["early_keys"]);
    delete drawn.dataset[EARLY];
    drawn.remove();
    press("a");
    expect(drawn.dataset[EARLY]).toBeUndefined();
    tellOfEarlyKeys(drawn, { notify: ({ title }) => told.push(title) });
    expect(told).toHaveLength(1);
  });

  it("says that the app did not come", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    await beginPage(() => Promise.reject(new Error("gone")));
    expect(document.querySelector("[role=alert]")?.textContent).toMatch(/could not be loaded/);
    expect(findDrawn()?.hasAttribute("aria-busy")).toBe(false);
  });

  it("hands on how far it was scrolled, once", () => {
    document.querySelector(".prodigy-annotator")!.scrollTop = 70;
    noteScroll();
    expect([takeScroll(), takeScroll()]).toEqual([70, 0]);
  });
});

it("takes no key of the browser and none that scrolls for an answer", () => {
  const isBare = (key: string, more = {}) => isBareKey(new KeyboardEvent("keydown", { key, ...more }));
  expect(["a", "1", " ", "Enter", "Backspace", "ArrowLeft"].map((key) => isBare(key))).not.toContain(false);
  expect(["Shift", "Tab", "PageDown", "F5", "Home"].map((key) => isBare(key))).not.toContain(true);
  expect(isBare("a", { ctrlKey: true }) || isBare("a", { metaKey: true }) || isBare("a", { repeat: true })).toBe(false);
});
