/** What is said to those who don't see the page. */
import { useTranslate } from "../i18n/react";
import { selectFigures } from "../store/shown";
import { useSelector } from "./useEngine";

const ANSWERED = { accept: "accepted", reject: "rejected", ignore: "ignored" } as const;

/** What the last answer was, for those who don't see the next task come. */
export function Announcement() {
  const t = useTranslate();
  const last = useSelector((state) => state.unsent.at(-1)?.answer);
  const number = (useSelector(selectFigures)?.session ?? 0) + 1;
  return (
    <p className="prodigy-hidden" role="status" aria-live="polite">
      {last ? `${t(ANSWERED[last])}. ${t("shown", { n: number })}` : ""}
    </p>
  );
}
