/**
 * One message: who speaks, what is said, what is called. Used by every view that shows messages.
 *
 * All of it is text: markup of any kind is shown as it was written.
 */
import { memo, type ReactNode } from "react";
import type { ViewProps } from "../../types";
import { Content } from "../Content";
import { textDirection, textLanguage } from "../direction";
import type { FoldLimits } from "./lines";
import { MessageText, type DrawText } from "./MessageText";
import { callField, type Message, type Part, type ToolCall } from "./readMessages";
import { roleKind, RoleIcon, roleName } from "./roles";
import "./messages.css";

/** How much of a message is seen: its head and first line, its beginning if it is long, or everything. */
export type Openness = "closed" | "folded" | "open";

/** Outputs of tools are looked through, answers are read. */
const TOOL_LIMITS: FoldLimits = { lines: 12, length: 1200 };
const LIMITS: FoldLimits = { lines: 40, length: 4000 };
/** What a closed message shows of its text (UTF-16 units). */
const PREVIEW = 160;

export interface MessageViewProps extends Pick<ViewProps, "config" | "theme" | "t"> {
  message: Message;
  openness: Openness;
  /** Without it, messages can be neither closed nor opened. */
  onOpenness?: ((index: number, openness: Openness) => void) | undefined;
  /**
   * Draws the text of a field, see `MessageText`: "content", "reasoning_content", or a call, see `callField`.
   * The same function for as long as it draws the same.
   */
  drawField?: ((field: string, text: string) => DrawText | undefined) | undefined;
  isCurrent?: boolean;
  /** Keys go to the messages; tab leads to the current one. */
  isFocusable?: boolean;
  /** Beside the name, such as labels and buttons. */
  head?: ReactNode;
  /** Below the text, such as comments. */
  children?: ReactNode;
}

export const MessageView = memo(function MessageView(props: MessageViewProps) {
  const { message, openness, onOpenness, isCurrent, isFocusable, head, children, config, t } = props;
  const { index, role, name } = message;
  const kind = roleKind(role);
  const isClosed = openness === "closed";
  const title = (
    <>
      <RoleIcon kind={kind} />
      <span className="prodigy-turn-role">{roleName(role, t)}</span>
      {name && <bdi className="prodigy-turn-name">{name}</bdi>}
      {isClosed && <span className="prodigy-turn-preview">{preview(message)}</span>}
    </>
  );
  return (
    <section
      className={`prodigy-turn prodigy-turn-of-${kind}${isCurrent ? " prodigy-turn-current" : ""}`}
      data-message={index}
      {...(isFocusable ? { tabIndex: isCurrent ? 0 : -1 } : {})}
      aria-label={[roleName(role, t), name, index + 1].filter(Boolean).join(" ")}
    >
      <header className="prodigy-turn-head">
        {onOpenness ? (
          <button
            type="button"
            className="prodigy-turn-title"
            aria-expanded={!isClosed}
            onClick={() => onOpenness(index, isClosed ? "folded" : "closed")}
          >
            {title}
          </button>
        ) : (
          <div className="prodigy-turn-title">{title}</div>
        )}
        {head}
        <span className="prodigy-turn-number" aria-hidden="true">
          {index + 1}
        </span>
      </header>
      {!isClosed && (
        <div className="prodigy-turn-body" lang={textLanguage(config)} dir={textDirection(config)}>
          <MessageBody {...props} />
        </div>
      )}
      {children}
    </section>
  );
});

function MessageBody(props: MessageViewProps) {
  const { message, openness, onOpenness, drawField, t } = props;
  const { index, parts, text, reasoning, calls } = message;
  const limits = openness === "open" ? null : roleKind(message.role) === "tool" ? TOOL_LIMITS : LIMITS;
  const onShowAll = onOpenness && (() => onOpenness(index, "open"));
  const shared = { limits: onShowAll ? limits : null, onShowAll, t };
  return (
    <>
      {reasoning && (
        <details className="prodigy-turn-reasoning">
          <summary>{t("message_reasoning")}</summary>
          <MessageText
            {...shared}
            text={reasoning}
            field="reasoning_content"
            draw={drawField?.("reasoning_content", reasoning)}
          />
        </details>
      )}
      {parts.map((part, i) => (
        <PartView key={i} {...{ ...props, part, text, shared }} draw={drawField?.("content", text)} />
      ))}
      {calls.map((call) => (
        <CallView key={call.index} {...{ call, shared }} draw={drawField?.(callField(call.index), call.args)} />
      ))}
      {parts.every((part) => part.kind === "text" && part.from === part.to) && !reasoning && calls.length === 0 && (
        <p className="prodigy-turn-empty">{t("message_empty")}</p>
      )}
    </>
  );
}

interface Shared {
  limits: FoldLimits | null;
  onShowAll: (() => void) | undefined;
  t: ViewProps["t"];
}

interface PartViewProps extends MessageViewProps {
  part: Part;
  text: string;
  shared: Shared;
  draw: DrawText | undefined;
}

function PartView({ part, text, shared, draw, config, theme, t }: PartViewProps) {
  if (part.kind === "text") {
    if (part.from === part.to) return null;
    return <MessageText {...shared} {...{ text, draw }} from={part.from} to={part.to} field="content" />;
  }
  if (part.kind === "image") {
    return (
      <div className="prodigy-turn-image">
        <Content content={{ image: part.src }} {...{ config, theme, t }} withoutTemplate isLazy />
      </div>
    );
  }
  return (
    <div className="prodigy-turn-other">
      {part.name && <span className="prodigy-turn-name">{part.name}</span>}
      <MessageText {...shared} text={part.json} isCode field="" />
    </div>
  );
}

function CallView({ call, shared, draw }: { call: ToolCall; shared: Shared; draw: DrawText | undefined }) {
  return (
    <div className="prodigy-turn-call">
      <div className="prodigy-turn-call-name">
        <RoleIcon kind="call" />
        <bdi>{call.name || shared.t("message_call")}</bdi>
      </div>
      {call.args && <MessageText {...shared} text={call.args} isCode field={callField(call.index)} draw={draw} />}
    </div>
  );
}

/** What a closed message shows: the beginning of its text, or what it calls. */
function preview({ text, calls, reasoning, parts }: Message): string {
  const said = text.slice(0, PREVIEW).trim() || calls.map(({ name }) => `${name}(…)`).join(", ") || reasoning;
  return (said || parts.map((part) => (part.kind === "image" ? "▣" : "…")).join(" ")).slice(0, PREVIEW);
}
