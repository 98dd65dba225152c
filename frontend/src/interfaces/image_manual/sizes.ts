/**
 * The sizes of pictures that were shown, so that they can be written into answers.
 *
 * Not into tasks: a task that was only looked at has not been edited.
 */
import type { Size } from "../../geometry/points";
import { missingSize, spaceOf } from "../../geometry/readTask";
import type { Task } from "../../model/task";

const MOST = 200;
const known = new Map<string, Size>();

/** Data URIs may have megabytes: they are known by their length and some of their characters. */
function nameOf(src: string): string {
  if (src.length < 600) return src;
  const step = Math.floor(src.length / 400);
  let name = `${src.length} `;
  for (let i = 0; i < src.length; i += step) name += src[i];
  return name + src.slice(-60);
}

export function noteSize(src: string, natural: Size): void {
  known.delete(nameOf(src));
  known.set(nameOf(src), natural);
  const [oldest] = known.keys();
  if (known.size > MOST && oldest !== undefined) known.delete(oldest);
}

/** `width` and `height` of the picture, as far as the task doesn't say them; null if there is nothing to add. */
export function sizePatch(task: Task): Partial<Size> | null {
  const natural = typeof task.image === "string" ? known.get(nameOf(task.image)) : undefined;
  return natural ? missingSize(task, spaceOf(task, natural)) : null;
}

export function writeSize(task: Task): Task {
  const patch = sizePatch(task);
  return patch ? { ...task, ...patch } : task;
}
