import { describe, expect, it } from "vitest";
import { effectiveConfig } from "../model/task";
import { normalizeConfig } from "./config";

describe("normalizeConfig", () => {
  it("fills in defaults and keeps unknown settings", () => {
    const config = normalizeConfig({ dataset: "d", view_id: "ner", my_setting: { a: 1 } });
    expect(config).toMatchObject({ batch_size: 10, buttons: ["accept", "reject", "ignore", "undo"] });
    expect(config["my_setting"]).toEqual({ a: 1 });
  });

  it("accepts the older name of the history's length", () => {
    expect(normalizeConfig({ history_size: 3 }).history_length).toBe(3);
    expect(normalizeConfig({ history_size: 3, history_length: 5 }).history_length).toBe(5);
  });

  it("takes null for a missing value where there is a default", () => {
    const config = normalizeConfig({ buttons: null, javascript: null } as never);
    expect(config.buttons).toHaveLength(4);
    expect(config.javascript).toBeNull();
  });

  it("never has a batch without tasks", () => {
    expect(normalizeConfig({ batch_size: 0 }).batch_size).toBe(1);
  });
});

describe("effectiveConfig", () => {
  it("lets a task override settings for itself", () => {
    const base = normalizeConfig({ labels: ["A"], custom_theme: { bgCard: "#fff", labels: {} } });
    const task = { _input_hash: 1, _task_hash: 1, config: { labels: ["B"], custom_theme: { bgPage: "#000" } } };
    const config = effectiveConfig(base, task);
    expect(config.labels).toEqual(["B"]);
    expect(config.custom_theme).toMatchObject({ bgCard: "#fff", bgPage: "#000" });
    expect(base.labels).toEqual(["A"]);
  });

  it("keeps the value of the project where a task has null, or no settings at all", () => {
    const base = normalizeConfig({ buttons: ["accept"] });
    const hashes = { _input_hash: 1, _task_hash: 1 };
    expect(effectiveConfig(base, { ...hashes, config: { buttons: null } as never }).buttons).toEqual(["accept"]);
    expect(effectiveConfig(base, { ...hashes, config: ["x"] as never })).toBe(base);
  });

  it("is the same object for a task without settings", () => {
    const base = normalizeConfig({});
    expect(effectiveConfig(base, {})).toBe(base);
  });
});
