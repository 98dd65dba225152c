/** The responses side by side, or one after the other under a thumb, and what is said about all of them. */
import { useEffect, useRef, useState } from "react";
import { useShortcuts } from "../../keymap/react";
import type { ViewProps } from "../types";
import { CandidateCard, type DrawCandidate } from "./CandidateCard";
import { SlotRatings, type RatingProps } from "./SlotRating";
import type { Candidate } from "./model";
import { useScrollTogether } from "./useScrollTogether";
import { useInSight } from "./useInSight";

interface ResponsesProps extends RatingProps, Pick<ViewProps, "config" | "theme"> {
  candidates: readonly Candidate[];
  keys: readonly string[];
  prefer(id: string): void;
  tie(): void;
}

export function Responses(props: ResponsesProps) {
  const { candidates, keys, prefer, tie, task, config, theme, readOnly, t } = props;
  const list = useRef<HTMLDivElement>(null);
  useScrollTogether(list);
  const shown = useInSight(list, candidates.length);
  const isChoice = candidates.length > 1;
  const isBare = candidates.every(({ isPlain }) => isPlain);
  const { draw, isOn, toggle } = useDifferences(candidates, t);
  const mayTie = isChoice && config.preference_tie !== false;
  return (
    <section className="prodigy-preference-responses" aria-label={t("responses")}>
      {isChoice && (
        <div className="prodigy-preference-bar">
          <div className="prodigy-response-tabs" role="group" aria-label={t("responses")}>
            {candidates.map(({ id, letter }, i) => (
              <button
                key={id}
                type="button"
                aria-current={i === shown}
                data-preferred={task.preferred === id || undefined}
                aria-label={t("response_name", { letter })}
                onClick={() => scrollTo(list.current, i)}
              >
                {letter}
              </button>
            ))}
          </div>
          <button type="button" className="prodigy-preference-tool" aria-pressed={isOn} title="d" onClick={toggle}>
            {t("response_differences")}
          </button>
        </div>
      )}
      <div
        ref={list}
        className="prodigy-responses"
        data-count={candidates.length}
        data-prodigy-no-swipe={isChoice || undefined}
      >
        {candidates.map((candidate, i) => (
          <CandidateCard
            key={candidate.id}
            {...{ candidate, isBare, isChoice, readOnly, config, theme, t, draw }}
            isPreferred={task.preferred === candidate.id}
            keyCombo={keys[i] ?? ""}
            onPrefer={prefer}
          >
            <SlotRatings {...props} id={candidate.id} of={isChoice ? candidate.letter : ""} />
          </CandidateCard>
        ))}
      </div>
      {mayTie && (
        <button
          type="button"
          className="prodigy-preference-tie"
          aria-pressed={task.tie === true}
          disabled={readOnly}
          onMouseDown={(event) => event.preventDefault()}
          onClick={tie}
        >
          <span className="prodigy-response-mark" aria-hidden="true" />
          {t("response_tie")}
          {!readOnly && <kbd aria-hidden="true">t</kbd>}
        </button>
      )}
    </section>
  );
}

function scrollTo(list: HTMLElement | null, index: number) {
  const card = list?.children[index];
  if (list && card instanceof HTMLElement)
    list.scrollTo({ left: card.offsetLeft - list.offsetLeft, behavior: "smooth" });
}

/** What each response says that another one doesn't. Comparing takes code and time, so it begins when it is asked for. */
function useDifferences(candidates: readonly Candidate[], t: ViewProps["t"]) {
  const [isOn, setOn] = useState(false);
  const [draw, setDraw] = useState<{ with: DrawCandidate; of: readonly Candidate[] } | null>(null);
  const toggle = () => setOn((before) => !before);
  useShortcuts(
    candidates.length > 1
      ? [{ action: "differences", keys: ["d"], label: t("response_differences"), run: toggle }]
      : [],
  );
  useEffect(() => {
    if (!isOn) return;
    let isCurrent = true;
    void import("./differences").then(({ compareCandidates }) => {
      if (!isCurrent) return;
      const drawOf = compareCandidates(candidates);
      setDraw({ with: ({ id }, message) => drawOf(id, message), of: candidates });
    });
    return () => {
      isCurrent = false;
    };
  }, [isOn, candidates]);
  return { draw: isOn && draw?.of === candidates ? draw.with : null, isOn, toggle };
}
