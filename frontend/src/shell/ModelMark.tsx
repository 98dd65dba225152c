/** Whether a model says the same as an answer. Loaded for tasks that have a suggestion: most have none. */
import { useTranslate } from "../i18n/react";
import { compareWithSuggestion } from "../model/suggestion";
import type { Task } from "../model/task";

export default function ModelMark({ task }: { task: Task }) {
  const t = useTranslate();
  const agreement = compareWithSuggestion(task);
  if (!agreement) return null;
  const words = t(agreement === "same" ? "suggestion_same" : "suggestion_different");
  return (
    <span className="prodigy-history-model" data-prodigy-agreement={agreement} title={words}>
      <span aria-hidden="true">{agreement === "same" ? "=" : "≠"}</span>
      <span className="prodigy-hidden">{words}</span>
    </span>
  );
}
