/**
 * A prompt, responses side by side, and which of them is better. Nothing in the drawing depends on who has written what:
 * the server doesn't tell, and all responses look the same.
 */
import { useEffect, useMemo, useRef, useState } from "react";
import { useStable } from "../../hooks/useStable";
import { onCheck } from "../../model/pendingInputs";
import { MessageList } from "../shared/messages/MessageList";
import { useAutoAccept } from "../shared/useAutoAccept";
import type { ViewProps } from "../types";
import {
  findLack,
  isRated,
  PER_TASK,
  preferPatch,
  ratePatch,
  readCandidates,
  readPrompt,
  readRubric,
  slotsOf,
  tiePatch,
  type Lack,
  type Slot,
  type Value,
} from "./model";
import { focusRating, useRatingKeys } from "./useRatingKeys";
import { Reason } from "./Reason";
import { Responses } from "./Responses";
import { Suggested } from "./Suggested";
import { TaskRatings } from "./SlotRating";
import { usePreferenceKeys } from "./usePreferenceKeys";
import "../shared/messages/messages.css";
import "./preference.css";

export default function PreferenceView(props: ViewProps) {
  const { task, config, theme, update, answer, t } = props;
  const readOnly = props.readOnly === true;
  const { prompt: given, responses, order, rubric: criteria } = task;
  /* eslint-disable react-hooks/exhaustive-deps -- nothing else of the task is read */
  const prompt = useMemo(() => readPrompt(task), [given]);
  const candidates = useMemo(() => readCandidates(task), [responses, order]);
  const rubric = useMemo(() => readRubric(task), [criteria]);
  /* eslint-enable react-hooks/exhaustive-deps */
  const slots = useMemo(() => slotsOf(candidates, rubric), [candidates, rubric]);
  const card = useRef<HTMLDivElement>(null);
  const lack = useLack(props, slots, card);

  const needsMore = rubric.length > 0 || config.preference_require_reason === true;
  const isAutomatic = config.preference_auto_accept !== false && !needsMore && candidates.length > 1;
  const accepting = useAutoAccept(isAutomatic, () => answer("accept"));
  const decide = (patch: Partial<typeof task>, id: string) => {
    if (readOnly || accepting.isWaiting(id)) return;
    update(patch);
    accepting.wait(patch.preferred || patch.tie ? id : null);
  };
  const prefer = useStable((id: string) => decide(preferPatch(task, id), id));
  const tie = useStable(() => decide(tiePatch(task), PER_TASK));
  const rate = useStable(({ id, criterion }: Slot, value: Value | null) => {
    if (!readOnly) update(ratePatch(task, id, criterion.name, value));
  });

  const keys = usePreferenceKeys({ ...props, candidates, readOnly, prefer, tie });
  useRatingKeys({ card, slots, task, isChoice: candidates.length > 1, readOnly, onRate: rate, t });

  const shared = { task, config, theme, t, readOnly, rubric, lack, rate };
  return (
    <div ref={card} className="prodigy-preference">
      <div className="prodigy-preference-prompt" tabIndex={0} role="region" aria-label={t("llm_prompt")}>
        <MessageList messages={prompt} {...{ config, theme, t }} />
      </div>
      <Responses {...shared} {...{ candidates, prefer, tie }} keys={keys} />
      {config.show_suggestions === "before" && <Suggested {...{ task, candidates, t }} />}
      <TaskRatings {...shared} />
      <Reason
        {...{ task, config, update, t, readOnly }}
        isRequired={config.preference_require_reason === true}
        isMissing={lack === "reason_missing" && !hasReason(task)}
      />
    </div>
  );
}

function hasReason({ reason }: ViewProps["task"]): boolean {
  return typeof reason === "string" && reason.trim() !== "";
}

/** What was missing when somebody tried to accept; shows where, until it is there. */
function useLack({ task, config, readOnly }: ViewProps, slots: readonly Slot[], card: { current: HTMLElement | null }) {
  const [lack, setLack] = useState<Lack | null>(null);
  const check = useStable(() => {
    const found = findLack(task, config);
    setLack(found);
    if (found === null || !card.current) return found ?? (true as const);
    const open = slots.find((slot) => !isRated(task, slot));
    if (found === "rating_missing" && open) focusRating(card.current, open);
    if (found === "reason_missing") card.current.querySelector("textarea")?.focus();
    return found;
  });
  useEffect(() => (readOnly ? undefined : onCheck(check)), [readOnly, check]);
  return lack;
}
