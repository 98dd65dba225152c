import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { makeTranslate } from "../i18n";
import en from "../i18n/en.json";
import { TranslateContext } from "../i18n/react";
import type { AppConfig } from "../model/config";
import { InstructionsPanel } from "./Instructions";
import { waitFor } from "../testing/waitFor";

const onClose = vi.fn();
const text = () => document.querySelector<HTMLElement>(".prodigy-instructions")!;

function show(content: string, format?: AppConfig["instructions_format"]) {
  render(
    <TranslateContext value={makeTranslate("en", en)}>
      <InstructionsPanel {...{ content, format, onClose }} />
    </TranslateContext>,
  );
}

afterEach(() => {
  cleanup();
  onClose.mockClear();
  vi.doUnmock("marked");
  vi.resetModules();
});

describe("instructions", () => {
  it("are what their format says", async () => {
    show("# One\n\n| a |\n|---|\n| 1 |", "markdown");
    await waitFor(() => expect(text().querySelector("h1")?.textContent).toBe("One"));
    expect(text().querySelector("td")?.textContent).toBe("1");
    cleanup();
    show("<b>x</b>", "text");
    expect(text().textContent).toBe("<b>x</b>");
    cleanup();
    show("<b>x</b>", "html");
    expect(text().querySelector("b")?.textContent).toBe("x");
  });

  it("without a format are markup if there is some in them", () => {
    show("a < b, and c > d");
    expect(text().textContent).toBe("a < b, and c > d");
    cleanup();
    show("<p>x</p>");
    expect(text().querySelector("p")).not.toBeNull();
  });

  it("can be read as they were written where the parser does not come", async () => {
    vi.doMock("marked", () => {
      throw new Error("Failed to fetch dynamically imported module");
    });
    show("# One", "markdown");
    await waitFor(() => expect(text().textContent).toBe("# One"));
    expect(text().getAttribute("aria-busy")).toBeNull();
  });

  it("close beside the card", () => {
    show("x", "text");
    fireEvent.click(screen.getByRole("button", { name: en.close }));
    expect(onClose).toHaveBeenCalledOnce();
  });
});
