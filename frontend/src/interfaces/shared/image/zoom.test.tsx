import { act, cleanup, fireEvent, render } from "@testing-library/react";
import { useRef } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeTranslate } from "../../../i18n";
import en from "../../../i18n/en.json";
import { dispatcher } from "../../../keymap/react";
import { Stage } from "./stage";
import { useZoom, wheelFactor } from "./useZoom";
import { ZoomTools } from "./ZoomTools";

let stage: Stage;
let root: HTMLElement;
const listen = (event: KeyboardEvent) => void dispatcher.handle(event);

function Picture() {
  const ref = useRef<HTMLDivElement>(null);
  useZoom(stage, ref);
  return (
    <div ref={ref} className="root">
      <div className="prodigy-image" />
      <ZoomTools stage={stage} t={makeTranslate("en", en)} />
    </div>
  );
}

beforeEach(() => {
  stage = new Stage();
  stage.setPicture({ width: 400, height: 200 });
  stage.setFrame({ width: 200, height: 100 });
  root = render(<Picture />).container.querySelector(".root")!;
  document.addEventListener("keydown", listen);
});
afterEach(() => {
  document.removeEventListener("keydown", listen);
  cleanup();
});

const frame = () => root.querySelector(".prodigy-image")!;
const button = (name: string) => root.querySelector(`[aria-label="${name}"]`)!;
const pointer = (type: "Down" | "Move" | "Up", x: number, y: number, pointerId = 1) =>
  fireEvent[`pointer${type}`](frame(), { clientX: x, clientY: y, pointerId, button: 0, buttons: 1 });

describe("the wheel", () => {
  it("zooms with ctrl only, to where the cursor is", () => {
    expect(fireEvent.wheel(frame(), { deltaY: -100, clientX: 0, clientY: 0 })).toBe(true);
    expect(stage.isFitted).toBe(true);
    expect(fireEvent.wheel(frame(), { deltaY: -100, clientX: 200, clientY: 100, ctrlKey: true })).toBe(false);
    expect(stage.viewport.scale).toBeCloseTo(0.5 * Math.exp(0.3));
    // The lower right corner has stayed.
    expect(stage.viewport.x + 400 * stage.viewport.scale).toBeCloseTo(200);
    expect(root.hasAttribute("data-zoomed")).toBe(true);
  });

  it("goes as far in lines as in px, and never wildly", () => {
    expect(wheelFactor({ deltaY: 1, deltaMode: 1 })).toBeCloseTo(wheelFactor({ deltaY: 16, deltaMode: 0 }));
    expect(wheelFactor({ deltaY: 1e9, deltaMode: 0 })).toBeGreaterThan(0.2);
  });
});

describe("pointers", () => {
  it("leave a picture alone that is all in sight", () => {
    pointer("Down", 10, 10);
    pointer("Move", 60, 10);
    expect(stage.viewport).toMatchObject({ x: 0, y: 0 });
  });

  it("move one that is not, until they are released", () => {
    act(() => stage.zoomBy(2));
    pointer("Down", 50, 50);
    pointer("Move", 70, 60);
    expect(stage.viewport).toMatchObject({ x: -80, y: -40 });
    pointer("Up", 70, 60);
    pointer("Move", 0, 0);
    expect(stage.viewport).toMatchObject({ x: -80, y: -40 });
  });

  it("stretch it, if there are two", () => {
    pointer("Down", 50, 50, 1);
    pointer("Down", 150, 50, 2);
    pointer("Move", 200, 50, 2);
    expect(stage.viewport.scale).toBeCloseTo(0.75);
  });
});

describe("tools", () => {
  it("say how large the picture is shown, and change it", () => {
    expect(root.textContent).toContain("50 %");
    fireEvent.click(button("Zoom in"));
    expect(root.textContent).toContain("75 %");
    fireEvent.click(button("100 %: Actual size") ?? root.querySelector(".prodigy-image-percent")!);
    expect(stage.viewport.scale).toBe(1);
    fireEvent.click(button("Show all of the picture"));
    expect(stage.isFitted).toBe(true);
  });

  it("have keys", () => {
    fireEvent.keyDown(document.body, { key: "+", code: "Equal", shiftKey: true });
    expect(stage.viewport.scale).toBeCloseTo(0.75);
    fireEvent.keyDown(document.body, { key: "-", code: "Minus" });
    expect(stage.viewport.scale).toBeCloseTo(0.5);
    fireEvent.keyDown(document.body, { key: "Z", code: "KeyZ", shiftKey: true });
    expect(stage.viewport.scale).toBe(1);
    fireEvent.keyDown(document.body, { key: "z", code: "KeyZ" });
    expect(stage.isFitted).toBe(true);
  });
});
