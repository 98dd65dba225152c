import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchSwipes } from "./watchSwipes";

let card: HTMLElement;
let stop: () => void;
const swiped = vi.fn();

let time = 0;

function touch(type: string, x: number, { y = 100, target = card as Element, fingers = 1 } = {}) {
  const point = { clientX: x, clientY: y };
  const event = new Event(type, { bubbles: true });
  Object.defineProperty(event, "timeStamp", { value: time });
  const isOver = type === "touchend" || type === "touchcancel";
  Object.assign(event, { touches: isOver ? [] : Array(fingers).fill(point), changedTouches: [point] });
  target.dispatchEvent(event);
}

function swipe(from: number, to: number, { target = card as Element, ms = 100, y = 100 } = {}) {
  touch("touchstart", from, { target });
  touch("touchmove", (from + to) / 2, { target, y: (100 + y) / 2 });
  time += ms;
  touch("touchend", to, { target, y });
}

beforeEach(() => {
  vi.useFakeTimers();
  swiped.mockClear();
  card = document.createElement("div");
  card.innerHTML =
    "<p>text</p><button>b</button><input><span class=prodigy-token>t</span><i data-prodigy-no-swipe>i</i>";
  document.body.replaceChildren(card);
  stop = watchSwipes(card, {
    answerOf: (direction) => (direction === "right" ? "accept" : null),
    onSwipe: swiped,
  });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe("a swipe", () => {
  it("answers in its direction", () => {
    swipe(200, 320);
    swipe(200, 80);
    expect(swiped.mock.calls).toEqual([["right"], ["left"]]);
  });

  it("is as quick as the finger, however late a busy page hears of it", () => {
    touch("touchstart", 200);
    vi.advanceTimersByTime(2000);
    time += 100;
    touch("touchend", 320);
    expect(swiped.mock.calls).toEqual([["right"]]);
  });

  it("takes the card along, in the colour of its answer, and lets it go", () => {
    touch("touchstart", 100);
    touch("touchmove", 160);
    expect(card.style.transform).toContain("translateX(60px)");
    expect(card.dataset["prodigySwipe"]).toBe("accept");
    touch("touchmove", 40);
    expect(card.dataset["prodigySwipe"]).toBeUndefined();
    touch("touchend", 40);
    expect(card.style.transform).toBe("");
  });

  it.each(["button", "input", ".prodigy-token", "[data-prodigy-no-swipe]"])("does not begin on %s", (selector) => {
    swipe(200, 320, { target: card.querySelector(selector)! });
    expect(swiped).not.toHaveBeenCalled();
  });

  it("does not begin in a box that scrolls sideways itself", () => {
    const box = card.querySelector("p")!;
    box.style.overflowX = "auto";
    Object.defineProperties(box, { scrollWidth: { value: 500 }, clientWidth: { value: 100 } });
    swipe(200, 320, { target: box });
    expect(swiped).not.toHaveBeenCalled();
    box.style.overflowX = "visible";
    swipe(200, 320, { target: box });
    expect(swiped).toHaveBeenCalledOnce();
  });

  it("is neither short, nor slow, nor steep, nor made with two fingers", () => {
    swipe(200, 250);
    swipe(200, 320, { ms: 900 });
    swipe(200, 320, { y: 260 });
    touch("touchstart", 200, { fingers: 2 });
    touch("touchend", 320);
    expect(swiped).not.toHaveBeenCalled();
  });

  it("ends when a second finger comes, or the browser takes over", () => {
    touch("touchstart", 200);
    touch("touchstart", 200, { fingers: 2 });
    touch("touchend", 320);
    touch("touchstart", 200);
    touch("touchmove", 260);
    touch("touchcancel", 260);
    expect(card.style.transform).toBe("");
    touch("touchend", 320);
    expect(swiped).not.toHaveBeenCalled();
  });

  it("is nobody's after the watch is over", () => {
    expect(card.style.touchAction).toBe("pan-y pinch-zoom");
    stop();
    swipe(200, 320);
    expect([swiped.mock.calls.length, card.style.touchAction]).toEqual([0, ""]);
  });
});
