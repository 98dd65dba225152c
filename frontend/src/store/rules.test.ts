import { describe, expect, it } from "vitest";
import type { Rules } from "../model/parts";
import type { Task } from "../model/task";
import { checkRules } from "./rules";

const span = (label: string) => ({ start: 0, end: 1, label });
const check = (task: Partial<Task>, rules: Rules) =>
  checkRules({ _input_hash: 1, _task_hash: 2, ...task }, rules).map(({ key, values }) => [key, values]);

describe("checkRules", () => {
  it.each<[string, Partial<Task>, Rules, unknown[]]>([
    ["nothing asked", {}, {}, []],
    ["too few spans", { spans: [span("A")] }, { min_spans: 2 }, [["rule_spans_min", { n: 2 }]]],
    ["no spans at all", {}, { min_spans: 1 }, [["rule_spans_min", { n: 1 }]]],
    ["too many spans", { spans: [span("A"), span("B")] }, { max_spans: 1 }, [["rule_spans_max", { n: 1 }]]],
    ["enough spans", { spans: [span("A")] }, { min_spans: 1, max_spans: 1 }, []],
    ["too few choices", { accept: [] }, { min_choices: 1 }, [["rule_choices_min", { n: 1 }]]],
    ["too many choices", { accept: [1, 2] }, { max_choices: 1 }, [["rule_choices_max", { n: 1 }]]],
    ["a missing field", { note: " " }, { required: ["note"] }, [["rule_required", { name: "note" }]]],
    ["an empty list", { tags: [] }, { required: ["tags"] }, [["rule_required", { name: "tags" }]]],
    ["zero is a value", { rating: 0 }, { required: ["rating"] }, []],
    [
      "a label used too often",
      { spans: [span("A"), span("A")] },
      { labels: { A: { max: 1 }, B: { min: 1 } } },
      [
        ["rule_label_max", { label: "A", n: 1 }],
        ["rule_label_min", { label: "B", n: 1 }],
      ],
    ],
    [
      "labels that exclude each other",
      { spans: [span("A"), span("B"), span("C")] },
      {
        exclusive: [
          ["A", "B"],
          ["B", "X"],
        ],
      },
      [["rule_exclusive", { names: "A, B" }]],
    ],
    [
      "options that exclude each other",
      { accept: [1, "x"] },
      { exclusive: [[1, "x"]] },
      [["rule_exclusive", { names: "1, x" }]],
    ],
    ["regions count as spans", { audio_spans: [span("A")] }, { max_spans: 0 }, [["rule_spans_max", { n: 0 }]]],
  ])("%s", (_, task, rules, expected) => {
    expect(check(task, rules)).toEqual(expected);
  });
});
