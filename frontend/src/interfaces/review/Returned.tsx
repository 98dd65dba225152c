/** What the reviewer says to the annotator who gets a task back. */
import { Icon } from "../../ui/Icon";
import { DECIDED } from "./Decisions";
import type { ViewProps } from "../types";

interface Review {
  comment?: unknown;
  answer?: unknown;
}

interface ReturnedProps extends Pick<ViewProps, "task" | "t"> {
  /** An annotation that was accepted: what it is stands among the versions. */
  isManual: boolean;
}

export function Returned({ task, isManual, t }: ReturnedProps) {
  const { review } = task as { review?: Review | null };
  if (typeof review !== "object" || review === null) return null;
  const answer = isManual && review.answer === "accept" ? null : DECIDED[review.answer as keyof typeof DECIDED];
  return (
    <section className="prodigy-review-returned" aria-label={t("review_returned")}>
      <Icon name="undo" />
      <div>
        <strong>{t("review_returned")}</strong>
        {answer && <span>{t("review_decided", { answer: t(answer) })}</span>}
        {typeof review.comment === "string" && <p dir="auto">{review.comment}</p>}
      </div>
    </section>
  );
}
