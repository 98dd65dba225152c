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
import type { Message, Part, ToolCall } from "./readMessages";
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
   * Draws the text of a field, see `MessageText`: "text", "reasoning", or "call" with the number of the call behind it.
   * The same function for as long as it draws the same.
   */
  drawField?: ((field: string, text: string) => DrawText | undefined) | undefined;
  isCurrent?: boolean;
  /** Beside the name, such as labels and buttons. */
  head?: ReactNode;
  /** Below the text, such as comments. */
  children?: ReactNode;
}

export const MessageView = memo(function MessageView(props: MessageViewProps) {
  const { message, openness, onOpenness, isCurrent, head, children, config, t } = props;
  const { index, role, name } = message;
  const kind = roleKind(role);
  const isClosed = openness === "closed";
  const title = (
    <>
      <RoleIcon kind={kind} />
      <span className="prodigy-message-role">{roleName(role, t)}</span>
      {name && <bdi className="prodigy-message-name">{name}</bdi>}
      {isClosed && <span className="prodigy-message-preview">{preview(message)}</span>}
    </>
  );
  return (
    <section
      className={`prodigy-message prodigy-message-${kind}${isCurrent ? " prodigy-message-current" : ""}`}
      data-message={index}
      aria-label={[roleName(role, t), name, index + 1].filter(Boolean).join(" ")}
    >
      <header className="prodigy-message-head">
        {onOpenness ? (
          <button
            type="button"
            className="prodigy-message-title"
            aria-expanded={!isClosed}
            onClick={() => onOpenness(index, isClosed ? "folded" : "closed")}
          >
            {title}
          </button>
        ) : (
          <div className="prodigy-message-title">{title}</div>
        )}
        {head}
        <span className="prodigy-message-number" aria-hidden="true">
          {index + 1}
        </span>
      </header>
      {!isClosed && (
        <div className="prodigy-message-body" lang={textLanguage(config)} dir={textDirection(config)}>
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
        <details className="prodigy-message-reasoning">
          <summary>{t("message_reasoning")}</summary>
          <MessageText {...shared} text={reasoning} field="reasoning" draw={drawField?.("reasoning", reasoning)} />
        </details>
      )}
      {parts.map((part, i) => (
        <PartView key={i} {...{ ...props, part, text, shared }} draw={drawField?.("text", text)} />
      ))}
      {calls.map((call) => (
        <CallView key={call.index} {...{ call, shared }} draw={drawField?.(`call ${call.index}`, call.args)} />
      ))}
      {parts.every((part) => part.kind === "text" && part.from === part.to) && !reasoning && calls.length === 0 && (
        <p className="prodigy-message-empty">{t("message_empty")}</p>
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
    return <MessageText {...shared} {...{ text, draw }} from={part.from} to={part.to} field="text" />;
  }
  if (part.kind === "image") {
    return (
      <div className="prodigy-message-image">
        <Content content={{ image: part.src }} {...{ config, theme, t }} withoutTemplate isLazy />
      </div>
    );
  }
  return (
    <div className="prodigy-message-other">
      {part.name && <span className="prodigy-message-name">{part.name}</span>}
      <MessageText {...shared} text={part.json} isCode field="" />
    </div>
  );
}

function CallView({ call, shared, draw }: { call: ToolCall; shared: Shared; draw: DrawText | undefined }) {
  return (
    <div className="prodigy-message-call">
      <div className="prodigy-message-call-name">
        <RoleIcon kind="call" />
        <bdi>{call.name || shared.t("message_call")}</bdi>
      </div>
      {call.args && <MessageText {...shared} text={call.args} isCode field={`call ${call.index}`} draw={draw} />}
    </div>
  );
}

/** What a closed message shows: the beginning of its text, or what it calls. */
function preview({ text, calls, reasoning, parts }: Message): string {
  const said = text.slice(0, PREVIEW).trim() || calls.map(({ name }) => `${name}(…)`).join(", ") || reasoning;
  return (said || parts.map((part) => (part.kind === "image" ? "▣" : "…")).join(" ")).slice(0, PREVIEW);
}
