import type { Block } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";

/** The blocks of the settings that are objects with a view. */
export function readBlocks(config: Pick<Partial<AppConfig>, "blocks">): Block[] {
  if (!Array.isArray(config.blocks)) return [];
  return config.blocks.filter((block) => block && typeof block.view_id === "string");
}

/** The steps of a task, or else of the settings; blocks without steps are a single one. Never empty. */
export function readSteps(task: Task, config: Partial<AppConfig>): [Block[], ...Block[][]] {
  const given = task.steps ?? config.steps;
  const steps = Array.isArray(given)
    ? given.map((blocks) => readBlocks({ blocks })).filter(({ length }) => length)
    : [];
  return (steps.length ? steps : [readBlocks(config)]) as [Block[], ...Block[][]];
}

/** Which step is open, from 0. It is kept in the task until it is sent, so that it is restored with the edits. */
export function openStep({ _open_step: step }: Task, count: number): number {
  return Number.isInteger(step) ? Math.max(0, Math.min(step as number, count - 1)) : 0;
}

/** RETURNS: The edit that opens another step; null if there is none there. */
export function goToStep(task: Task, config: Partial<AppConfig>, index: number): Partial<Task> | null {
  if (index < 0 || index >= readSteps(task, config).length) return null;
  return { _open_step: index || undefined };
}

/** The edit for one step forth or back. */
export function moveStep(task: Task, config: Partial<AppConfig>, by: 1 | -1): Partial<Task> | null {
  return goToStep(task, config, openStep(task, readSteps(task, config).length) + by);
}
