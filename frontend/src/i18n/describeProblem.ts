import type { TaskProblem } from "../model/problem";
import type { Translate } from "./translate";

/** The problem in the words of the user. */
export function describeProblem({ viewId: view, key, isMalformed }: TaskProblem, t: Translate): string {
  if (key === null) return t("bad_task_view", { view });
  return t(isMalformed ? "bad_task_malformed" : "bad_task_missing", { view, key });
}
