/** One response: what it says, in a frame that is the same for all of them, and its ratings. */
import { useCallback, useState, type ReactNode } from "react";
import { keyHint } from "../../keymap/labels";
import { textDirection, textLanguage } from "../shared/direction";
import { MessageText, type DrawText } from "../shared/messages/MessageText";
import { MessageView, type Openness } from "../shared/messages/MessageView";
import type { ViewProps } from "../types";
import type { Candidate } from "./model";

export type DrawCandidate = (candidate: Candidate, message: number, text: string) => DrawText | undefined;

interface CandidateCardProps extends Pick<ViewProps, "config" | "theme" | "t"> {
  candidate: Candidate;
  /** All responses of the task are plain texts: none of them has the head of a message. */
  isBare: boolean;
  /** There are others to choose from. */
  isChoice: boolean;
  isPreferred: boolean;
  keyCombo: string;
  readOnly: boolean;
  draw: DrawCandidate | null;
  onPrefer(id: string): void;
  children: ReactNode;
}

export function CandidateCard(props: CandidateCardProps) {
  const { candidate, isBare, isChoice, isPreferred, keyCombo, readOnly, onPrefer, children, t } = props;
  const { id, letter } = candidate;
  const name = t("response_name", { letter });
  const hint = keyHint(keyCombo);
  return (
    <section
      className={`prodigy-response${isPreferred ? " prodigy-response-preferred" : ""}`}
      aria-label={name}
      data-prodigy-response={letter}
    >
      {isChoice && (
        <button
          type="button"
          className="prodigy-response-choose"
          aria-pressed={isPreferred}
          disabled={readOnly}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPrefer(id)}
        >
          <span className="prodigy-response-mark" aria-hidden="true" />
          <span className="prodigy-hidden">{t("response_prefer", { letter })}</span>
          <b aria-hidden="true">{letter}</b>
          <span className="prodigy-response-state" aria-hidden="true">
            {isPreferred ? t("response_preferred") : ""}
          </span>
          {hint && !readOnly && <kbd aria-hidden="true">{hint}</kbd>}
        </button>
      )}
      <div className="prodigy-response-body" tabIndex={0} role="region" aria-label={name} data-scroll-together>
        {isBare ? <Bare {...props} /> : <Messages {...props} />}
      </div>
      {children}
    </section>
  );
}

function Bare({ candidate, draw, config, t }: CandidateCardProps) {
  const [message] = candidate.messages;
  if (!message?.text) return <p className="prodigy-turn-empty">{t("message_empty")}</p>;
  return (
    <div className="prodigy-turn-body" lang={textLanguage(config)} dir={textDirection(config)}>
      <MessageText text={message.text} limits={null} draw={draw?.(candidate, 0, message.text)} field="text" t={t} />
    </div>
  );
}

function Messages({ candidate, draw, config, theme, t }: CandidateCardProps) {
  const [changed, setChanged] = useState<ReadonlyMap<number, Openness>>(new Map());
  const change = useCallback((index: number, openness: Openness) => {
    setChanged((before) => new Map(before).set(index, openness));
  }, []);
  return (
    <div className="prodigy-turns">
      {candidate.messages.map((message) => (
        <MessageView
          key={message.index}
          {...{ message, config, theme, t }}
          openness={changed.get(message.index) ?? "folded"}
          onOpenness={change}
          drawField={
            draw
              ? (field: string, text: string) => (field === "text" ? draw(candidate, message.index, text) : undefined)
              : undefined
          }
        />
      ))}
    </div>
  );
}
