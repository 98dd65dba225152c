/** The `rules` of the settings: what an accepted answer must fulfil, checked before the server is asked. */
import type { Rules } from "../model/parts";
import type { Task } from "../model/task";
import type { Line } from "./types";

/** RETURNS: One line per rule that the task breaks; none if it is fine. */
export function checkRules(task: Task, rules: Rules): Line[] {
  const labels = labelsOf(task);
  const choices = Array.isArray(task.accept) ? task.accept : [];
  return [
    ...checkCount("rule_spans", labels.length, rules.min_spans, rules.max_spans),
    ...checkCount("rule_choices", choices.length, rules.min_choices, rules.max_choices),
    ...(rules.required ?? [])
      .filter((key) => isEmpty(task[key]))
      .map((key) => ({ key: "rule_required" as const, values: { name: key } })),
    ...Object.entries(rules.labels ?? {}).flatMap(([label, { min, max }]) => {
      const count = labels.filter((used) => used === label).length;
      return checkCount("rule_label", count, min, max, { label });
    }),
    ...(rules.exclusive ?? []).flatMap((group) => {
      const used = group.filter((name) => labels.includes(String(name)) || choices.includes(name));
      return used.length > 1 ? [{ key: "rule_exclusive" as const, values: { names: used.join(", ") } }] : [];
    }),
  ];
}

function checkCount(
  key: "rule_spans" | "rule_choices" | "rule_label",
  count: number,
  min: number | undefined,
  max: number | undefined,
  values: Record<string, string> = {},
): Line[] {
  if (min !== undefined && count < min) return [{ key: `${key}_min`, values: { ...values, n: min } }];
  if (max !== undefined && count > max) return [{ key: `${key}_max`, values: { ...values, n: max } }];
  return [];
}

/** Labels of all spans, shapes, regions and relations, one entry for each. */
function labelsOf(task: Task): string[] {
  return [task.spans, task["audio_spans"], task["relations"]].flatMap((list) =>
    Array.isArray(list) ? list.map((item: { label?: unknown }) => String(item?.label ?? "")) : [],
  );
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}
