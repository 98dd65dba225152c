import { beforeEach, describe, expect, it, vi } from "vitest";
import { Dispatcher, type Shortcut } from "./dispatcher";

let dispatcher: Dispatcher;
let ran: string[];

const shortcut = (action: string, keys: string[], more: Partial<Shortcut> = {}): Shortcut => ({
  action,
  keys,
  run: () => ran.push(action),
  ...more,
});

function press(key: string, init: KeyboardEventInit = {}, target: Element = document.body) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  const listener = (received: Event) => dispatcher.handle(received as KeyboardEvent);
  document.addEventListener("keydown", listener, { once: true });
  target.dispatchEvent(event);
  document.removeEventListener("keydown", listener);
  return event;
}

beforeEach(() => {
  dispatcher = new Dispatcher();
  ran = [];
  document.body.innerHTML = "";
});

describe("order", () => {
  it("asks the view first, then labels, then the global actions", () => {
    dispatcher.register("global", [shortcut("flag", ["f"]), shortcut("accept", ["a"])]);
    dispatcher.register("labels", [shortcut("label", ["1", "a"])]);
    dispatcher.register("view", [shortcut("freehand", ["f"])]);
    press("f");
    press("a");
    expect(ran).toEqual(["freehand", "label"]);
  });

  it("looks further when a shortcut does not apply", () => {
    dispatcher.register("global", [shortcut("accept", ["a"])]);
    dispatcher.register("view", [shortcut("other", ["a"], { when: () => false })]);
    press("a");
    expect(ran).toEqual(["accept"]);
  });

  it("forgets shortcuts that were taken away", () => {
    const remove = dispatcher.register("view", [shortcut("delete", ["d"])]);
    remove();
    press("d");
    expect(ran).toEqual([]);
  });
});

describe("browser defaults", () => {
  it("prevents them for keys that are used and for no others", () => {
    dispatcher.register("global", [shortcut("ignore", ["space"])]);
    expect(press(" ").defaultPrevented).toBe(true);
    expect(press("b").defaultPrevented).toBe(false);
  });

  it("leaves events alone that an element has handled", () => {
    const span = document.createElement("span");
    span.addEventListener("keydown", (event) => event.preventDefault());
    document.body.append(span);
    dispatcher.register("global", [shortcut("undo", ["backspace"])]);
    press("Backspace", {}, span);
    expect(ran).toEqual([]);
  });
});

describe("held keys", () => {
  it.each(["accept", "reject", "ignore", "undo"])("never repeat %s", (action) => {
    dispatcher.register("global", [shortcut(action, ["a"], { allowRepeat: true })]);
    press("a");
    expect(press("a", { repeat: true }).defaultPrevented).toBe(true);
    expect(ran).toEqual([action]);
  });

  it("repeat answers when the setting says so", () => {
    dispatcher.configure({ allow_key_repeat: true });
    dispatcher.register("global", [shortcut("accept", ["a"])]);
    press("a", { repeat: true });
    expect(ran).toEqual(["accept"]);
  });

  it("repeat what allows it", () => {
    dispatcher.register("view", [shortcut("move", ["left"], { allowRepeat: true })]);
    press("ArrowLeft", { repeat: true });
    expect(ran).toEqual(["move"]);
  });
});

describe("text fields", () => {
  it.each(["<input>", "<textarea></textarea>", "<select></select>", "<p contenteditable></p>"])(
    "%s keeps letters to itself",
    (html) => {
      document.body.innerHTML = html;
      const field = document.body.firstElementChild!;
      dispatcher.register("global", [
        shortcut("accept", ["a"]),
        shortcut("save", ["ctrl+s"]),
        shortcut("exit", ["escape"]),
        shortcut("undo_edit", ["ctrl+z"]),
      ]);
      press("a", {}, field);
      press("s", { ctrlKey: true }, field);
      press("Escape", {}, field);
      press("z", { ctrlKey: true }, field);
      expect(ran).toEqual(["save", "exit"]);
    },
  );

  it("do not include radios and sliders", () => {
    document.body.innerHTML = '<input type="radio">';
    dispatcher.register("global", [shortcut("accept", ["a"])]);
    press("a", {}, document.body.firstElementChild!);
    expect(ran).toEqual(["accept"]);
  });
});

describe("settings", () => {
  it("replaces all keys of an action", () => {
    dispatcher.configure({ keymap: { accept: ["o"], reject: "k", save: [] } });
    dispatcher.register("global", [shortcut("accept", ["a"]), shortcut("reject", ["x"]), shortcut("save", ["s"])]);
    for (const key of ["a", "o", "x", "k", "s"]) press(key);
    expect(ran).toEqual(["accept", "reject"]);
  });

  it("leaves only combinations with shortcuts off", () => {
    dispatcher.configure({ shortcuts: false });
    dispatcher.register("global", [shortcut("accept", ["a"]), shortcut("save", ["ctrl+s"])]);
    press("a");
    press("s", { ctrlKey: true });
    expect(ran).toEqual(["save"]);
  });
});

describe("modal windows", () => {
  it("keep all shortcuts quiet until they close", () => {
    dispatcher.register("global", [shortcut("accept", ["a"])]);
    const close = dispatcher.openModal();
    press("a");
    close();
    press("a");
    expect(ran).toEqual(["accept"]);
  });
});

describe("list", () => {
  it("tells which keys a stronger layer has taken", () => {
    dispatcher.register("view", [shortcut("freehand", ["f"], { label: "Freehand" })]);
    dispatcher.register("global", [shortcut("flag", ["f", "ctrl+b"])]);
    expect(dispatcher.list()).toEqual([
      { action: "freehand", label: "Freehand", keys: ["f"], layer: "view", hidden: [] },
      { action: "flag", label: "flag", keys: ["f", "ctrl+b"], layer: "global", hidden: ["f"] },
    ]);
  });

  it("runs nothing", () => {
    const run = vi.fn();
    dispatcher.register("global", [shortcut("accept", ["a"], { run })]);
    dispatcher.list();
    expect(run).not.toHaveBeenCalled();
  });
});
