/** One text with what was taken out of it and what was put in. */
import { useMemo, type ReactNode } from "react";
import type { ViewProps } from "../types";
import { textSizeClass } from "../../text/textSize";
import { textDirection, textLanguage } from "../shared/direction";
import { isLabel } from "../shared/labels";
import { Notice } from "../shared/Notice";
import { Title } from "../shared/Title";
import { diffTextParts, readStyle, type DiffPart } from "../shared/diffParts";
import { diffTexts } from "./diffTexts";
import "../shared/content.css";
import "./diff.css";

export default function DiffView({ task, config, t }: ViewProps) {
  const style = readStyle(config.diff_style);
  const texts = diffTexts(task);
  const { removed = "", added = "" } = texts ?? {};
  const parts = useMemo(() => diffTextParts(removed, added, style), [removed, added, style]);
  const isSame = parts.every(({ kind }) => kind === "same");
  const sizeClass = textSizeClass(removed.length > added.length ? removed : added);
  const hasTitle = isLabel(task.label);
  return (
    <>
      {hasTitle && <Title title={task.label as string} config={config} />}
      <div className="prodigy-content">
        {isSame && <Notice>{t("diff_same")}</Notice>}
        <div
          className={`prodigy-text prodigy-diff ${sizeClass}`}
          dir={textDirection(config)}
          lang={textLanguage(config)}
        >
          {parts.map((part, i) => (
            <Part key={i} part={part} isLast={i === parts.length - 1} />
          ))}
        </div>
        {!isSame && (
          <p className="prodigy-diff-legend" aria-hidden="true">
            <del>{t("diff_removed")}</del>
            <ins>{t("diff_added")}</ins>
          </p>
        )}
      </div>
    </>
  );
}

function Part({ part, isLast }: { part: DiffPart; isLast: boolean }) {
  if (part.kind === "same") return part.text;
  const Tag = part.kind === "removed" ? "del" : "ins";
  return <Tag className={`prodigy-diff-${part.kind}`}>{visibleBreaks(part.text, isLast)}</Tag>;
}

/** A line break that came or went is a change that can't be seen otherwise. */
function visibleBreaks(text: string, isLast: boolean): ReactNode {
  if (!/\n/.test(text)) return text;
  return text.split(/(\n)/).map((part, i, all) =>
    part === "\n" ? (
      <span key={i}>
        <span className="prodigy-ws" aria-hidden="true">
          ↵
        </span>
        {isLast && i >= all.length - 2 ? "" : "\n"}
      </span>
    ) : (
      part
    ),
  );
}
