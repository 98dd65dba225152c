/** What the sidebar says about the work: shares, counts, saving. */
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { makeTranslate } from "../i18n";
import en from "../i18n/en.json";
import { TranslateContext } from "../i18n/react";
import type { Figures } from "../store/shown";
import { Progress } from "./Progress";
import { SaveButton, type SaveButtonProps } from "./SaveButton";
import { SessionForm } from "./SessionForm";
import { rememberSession } from "./sessions";
import { Stats } from "./Stats";

const show = (element: ReactNode) =>
  render(<TranslateContext value={makeTranslate("en", en)}>{element}</TranslateContext>);

afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const FIGURES: Figures = {
  session: 1234,
  mine: null,
  project: 2000,
  left: 500,
  isLeftExact: true,
  progress: 0.29,
  kind: "source",
  source: 0.29,
  stats: { accept: 2, reject: 1, ignore: 1 },
};

describe("the progress", () => {
  const bars = () => screen.getAllByRole("progressbar");
  const percent = () => document.querySelector(".prodigy-progress-value")?.textContent;
  const figure = (name: string) => document.querySelector(`[data-prodigy-figure=${name}] dd`)?.textContent;

  it("has the share in whole percent, never more than is done", () => {
    for (let done = 0; done <= 100; done += 1) {
      show(<Progress figures={{ ...FIGURES, progress: done / 100 }} language="en" />);
      expect(percent()).toBe(`${done}%`);
      cleanup();
    }
    show(<Progress figures={{ ...FIGURES, progress: 0.999 }} language="en" />);
    expect(percent()).toBe("99%");
  });

  it("stays between nothing and everything", () => {
    for (const [progress, text] of [
      [-1, "0%"],
      [1.5, "100%"],
    ] as const) {
      show(<Progress figures={{ ...FIGURES, progress }} language="en" />);
      expect(percent()).toBe(text);
      cleanup();
    }
  });

  it("says that nobody knows, also to those who can't see the sign", () => {
    show(<Progress figures={null} language="en" />);
    expect([percent(), bars()[0]!.getAttribute("aria-valuetext")]).toEqual(["∞", en.progress_unknown]);
    expect(bars()[0]!.hasAttribute("aria-valuenow")).toBe(false);
    expect([figure("this_session"), figure("total"), figure("left")]).toEqual(["–", "–", undefined]);
  });

  it("shows how far the source is beside another kind of progress", () => {
    show(<Progress figures={{ ...FIGURES, kind: "target", progress: 0.5, source: 0.1 }} language="en" />);
    expect(bars().map((bar) => bar.getAttribute("aria-valuenow"))).toEqual(["50", "10"]);
    cleanup();
    show(<Progress figures={FIGURES} language="en" />);
    expect(bars()).toHaveLength(1);
  });

  it("writes numbers as the language does, and says what is only about right", () => {
    show(<Progress figures={FIGURES} language="de" />);
    expect([figure("this_session"), figure("left"), figure("your_total")]).toEqual(["1.234", "500", undefined]);
    cleanup();
    show(<Progress figures={{ ...FIGURES, mine: 7, isLeftExact: false }} language="en" />);
    expect([figure("your_total"), figure("left")]).toEqual(["7", makeTranslate("en", en)("about", { n: "500" })]);
  });
});

describe("the statistics", () => {
  it("have a number for each answer, and a bar as soon as there is one", () => {
    show(<Stats stats={{ accept: 1500, reject: 0, ignore: 2 }} language="en" />);
    expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
      `${en.accept}: 1,500`,
      `${en.reject}: 0`,
      `${en.ignore}: 2`,
    ]);
    const parts = [...document.querySelectorAll<HTMLElement>(".prodigy-stats-bar span")];
    expect(parts.map(({ style }) => style.flexGrow)).toEqual(["1500", "0", "2"]);
    cleanup();
    show(<Stats stats={{ accept: 0, reject: 0, ignore: 0 }} language="en" />);
    expect(document.querySelector(".prodigy-stats-bar span")).toBeNull();
  });
});

describe("the save button", () => {
  const props: SaveButtonProps = { status: "pending", count: 2, posted: 0, keys: ["command+s", "ctrl+s"], onSave() {} };
  const button = () => screen.getByRole("button");

  it("says how many answers wait, and by which key they are saved", () => {
    show(<SaveButton {...props} />);
    expect(button().getAttribute("aria-label")).toBe("Save (ctrl s): 2 answers not yet saved");
    cleanup();
    vi.stubGlobal("navigator", { platform: "MacIntel" });
    show(<SaveButton {...props} />);
    expect(button().title).toContain("⌘s");
  });

  it("takes the first key where none is of this system, and names none where there is none", () => {
    show(<SaveButton {...props} keys={["f2"]} />);
    expect(button().title).toContain("(f2)");
    cleanup();
    show(<SaveButton {...props} keys={[]} />);
    expect(button().title).not.toContain("(");
  });

  it("can be pressed in every state; nothing to save is said, not forbidden", () => {
    const onSave = vi.fn();
    show(<SaveButton {...props} {...{ onSave }} status="idle" count={0} />);
    expect(button().getAttribute("aria-disabled")).toBe("true");
    fireEvent.click(button());
    expect(onSave).toHaveBeenCalledOnce();
  });

  it("shows a tick for a moment after everything was saved", () => {
    vi.useFakeTimers();
    const wrap = (more: Partial<SaveButtonProps>) => (
      <TranslateContext value={makeTranslate("en", en)}>
        <SaveButton {...props} {...more} />
      </TranslateContext>
    );
    const { rerender } = render(wrap({}));
    rerender(wrap({ status: "idle", count: 0, posted: 1 }));
    expect(button().dataset["prodigyState"]).toBe("saved");
    act(() => vi.advanceTimersByTime(2_000));
    expect(button().dataset["prodigyState"]).toBe("idle");
  });

  it("shows no tick while answers wait, and tells of a failure", () => {
    const { rerender } = show(<SaveButton {...props} />);
    rerender(
      <TranslateContext value={makeTranslate("en", en)}>
        <SaveButton {...props} posted={1} status="error" />
      </TranslateContext>,
    );
    expect([button().dataset["prodigyState"], button().title]).toEqual(["error", `${en.save_failed} (ctrl s)`]);
  });
});

describe("the form for a name", () => {
  it("offers names that were used here, but not the present one, the latest first", () => {
    for (const name of ["zoe", "alex", "bo"]) rememberSession(name);
    show(<SessionForm present="alex" />);
    const names = screen.getAllByRole("button").map(({ textContent }) => textContent);
    expect(names).toEqual(["bo", "zoe", en.session_start]);
  });

  it("starts with a name, and not with spaces", () => {
    show(<SessionForm />);
    const start = screen.getByRole<HTMLButtonElement>("button");
    const field = screen.getByRole("textbox");
    expect(start.disabled).toBe(true);
    fireEvent.change(field, { target: { value: "   " } });
    expect(start.disabled).toBe(true);
    fireEvent.change(field, { target: { value: " Ada " } });
    expect(start.disabled).toBe(false);
  });
});
