/** Two candidates for the same input: accept chooses A, reject chooses B. */
import { useRef } from "react";
import type { ViewProps } from "../types";
import { Content } from "../shared/Content";
import type { ContentKeys } from "../shared/contentKind";
import { isLabel } from "../shared/labels";
import { Title } from "../shared/Title";
import { textDirection } from "../shared/direction";
import { readComparison } from "./model";
import { candidateSize, inputSize } from "./sizes";
import { useTogether } from "./useTogether";
import "./compare.css";

export default function CompareView({ task, config, theme, t }: ViewProps) {
  const candidates = useRef<HTMLDivElement>(null);
  const isReady = useTogether(candidates);
  const comparison = readComparison(task);
  if (typeof comparison === "string") return null;
  const { input, accept, reject } = comparison;
  const sizeClass = candidateSize(comparison);
  const hasTitle = isLabel(task.label);

  const candidate = (kind: "accept" | "reject", name: string, content: ContentKeys) => (
    <section className={`prodigy-candidate prodigy-candidate-${kind}`} aria-label={`${name}: ${t(kind)}`}>
      <header aria-hidden="true">
        <b>{name}</b>
        <span>{t(kind)}</span>
      </header>
      <div className="prodigy-candidate-content">
        <ContentLabel content={content} config={config} />
        <Content content={content} withoutTemplate {...{ config, theme, t, sizeClass }} />
      </div>
    </section>
  );

  return (
    <>
      {hasTitle && <Title title={task.label as string} config={config} />}
      {input && (
        <div className="prodigy-content prodigy-compare-input">
          <ContentLabel content={input} config={config} />
          <Content content={input} withoutTemplate {...{ config, theme, t }} sizeClass={inputSize(comparison)} />
        </div>
      )}
      <div className="prodigy-compare">
        <div ref={candidates} className="prodigy-candidates" aria-busy={!isReady}>
          {candidate("accept", "A", accept)}
          {candidate("reject", "B", reject)}
        </div>
      </div>
    </>
  );
}

function ContentLabel({ content, config }: { content: ContentKeys; config: ViewProps["config"] }) {
  const { label } = content;
  if (!isLabel(label)) return null;
  return (
    <p className="prodigy-compare-label" dir={textDirection(config)}>
      {label}
    </p>
  );
}
