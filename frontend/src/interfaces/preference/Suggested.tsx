/** What a model prefers, for those who are to see it before they answer ("show_suggestions": "before"). */
import { readSuggestion } from "../../model/suggestion";
import type { ViewProps } from "../types";
import type { Candidate } from "./model";

interface SuggestedProps extends Pick<ViewProps, "task" | "t"> {
  candidates: readonly Candidate[];
}

export function Suggested({ task, candidates, t }: SuggestedProps) {
  const { preferred, tie, reason } = readSuggestion(task) ?? {};
  const best = candidates.find(({ id }) => id === preferred);
  if (!best && tie !== true) return null;
  return (
    <p className="prodigy-preference-suggested">
      {t("suggestion_shown")}: <strong>{best ? t("response_name", { letter: best.letter }) : t("response_tie")}</strong>
      {typeof reason === "string" && reason && <span dir="auto">{reason}</span>}
    </p>
  );
}
