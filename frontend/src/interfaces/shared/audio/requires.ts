import type { Task } from "../../../model/task";

/** A task with something to play has nothing missing. */
export function requiresRecording(task: Task): string | null {
  return isAddress(task.audio) || isAddress(task.video) ? null : "audio";
}

function isAddress(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
