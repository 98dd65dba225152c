import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ResetButton, ToolButton } from "./ToolButton";

afterEach(cleanup);

describe("a tool", () => {
  it("says what it does, by which key, and whether it is on", () => {
    const onPress = vi.fn();
    render(
      <ToolButton name="Wrap lines" hint="w" isPressed={false} onPress={onPress}>
        ¶
      </ToolButton>,
    );
    const button = screen.getByRole("button", { name: "Wrap lines" });
    expect([button.title, button.getAttribute("aria-pressed")]).toEqual(["Wrap lines (w)", "false"]);
    fireEvent.click(button);
    expect(onPress).toHaveBeenCalledOnce();
  });

  it("is no switch without a state, and has no key without one", () => {
    render(
      <ToolButton name="Find" onPress={() => {}}>
        ?
      </ToolButton>,
    );
    const button = screen.getByRole("button");
    expect([button.title, button.hasAttribute("aria-pressed")]).toEqual(["Find", false]);
  });

  it("resets only what was changed", () => {
    const onReset = vi.fn();
    const { rerender } = render(<ResetButton isOn={false} onReset={onReset} t={(key) => key} />);
    fireEvent.click(screen.getByRole("button"));
    rerender(<ResetButton isOn onReset={onReset} t={(key) => key} />);
    fireEvent.click(screen.getByRole("button"));
    expect(onReset).toHaveBeenCalledOnce();
  });
});
