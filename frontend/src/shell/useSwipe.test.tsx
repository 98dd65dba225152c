import { cleanup, fireEvent, render } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { waitFor } from "../testing/waitFor";
import { useSwipe } from "./useSwipe";

const swiped = vi.fn();

function Card({ name, isOn = true }: { name: string; isOn?: boolean }) {
  const ref = useSwipe({ isOn, answerOf: () => "accept", onSwipe: (direction) => swiped(name, direction) });
  const [isThere, setThere] = useState(true);
  return (
    <>
      {isThere && <p ref={ref}>{name}</p>}
      <button onClick={() => setThere(!isThere)}>switch</button>
    </>
  );
}

function swipe(element: Element, from: number, to: number) {
  const touch = (clientX: number) => ({ identifier: 1, target: element, clientX, clientY: 10 }) as unknown as Touch;
  fireEvent.touchStart(element, { touches: [touch(from)], changedTouches: [touch(from)] });
  fireEvent.touchEnd(element, { touches: [], changedTouches: [touch(to)] });
}

beforeEach(async () => {
  swiped.mockClear();
  const { container } = render(<Card key="first" name="first" />);
  const first = container.querySelector("p") as Element;
  await waitFor(() => expect(first).toHaveProperty("style.touchAction", "pan-y pinch-zoom"));
  cleanup();
});
afterEach(cleanup);

it("pushes the next card as soon as it is there", () => {
  const { getByText, rerender } = render(<Card key="1" name="1" />);
  swipe(getByText("1"), 200, 20);
  rerender(<Card key="2" name="2" />);
  swipe(getByText("2"), 20, 200);
  expect(swiped.mock.calls).toEqual([
    ["1", "left"],
    ["2", "right"],
  ]);
});

it("pushes a card that comes later than the one that asks for it, and one that comes again", () => {
  const { getByText, queryByText } = render(<Card name="late" />);
  fireEvent.click(getByText("switch"));
  expect(queryByText("late")).toBeNull();
  fireEvent.click(getByText("switch"));
  swipe(getByText("late"), 200, 20);
  expect(swiped.mock.calls).toEqual([["late", "left"]]);
});

it("stops where swiping is switched off, and starts again", () => {
  const { getByText, rerender } = render(<Card name="task" isOn={false} />);
  swipe(getByText("task"), 200, 20);
  rerender(<Card name="task" />);
  swipe(getByText("task"), 200, 20);
  rerender(<Card name="task" isOn={false} />);
  swipe(getByText("task"), 200, 20);
  expect(swiped).toHaveBeenCalledTimes(1);
});
