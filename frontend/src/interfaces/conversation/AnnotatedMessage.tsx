/** One message with all that is annotated on it. Drawn anew only when something of it has changed. */
import { memo, useCallback, useMemo } from "react";
import type { ViewProps } from "../types";
import type { DrawText } from "../shared/messages/MessageText";
import { MessageView, type Openness } from "../shared/messages/MessageView";
import type { Message } from "../shared/messages/readMessages";
import type { Comment, DrawnSpan, Place } from "./annotations";
import { Comments, type CommentActions } from "./Comments";
import { makeDrawText } from "./MarkedText";
import { MessageTags } from "./MessageTags";

export interface AnnotatedMessageProps extends Pick<ViewProps, "config" | "theme" | "t"> {
  message: Message;
  openness: Openness;
  onOpenness(index: number, openness: Openness): void;
  spans: readonly DrawnSpan[];
  /** Of this message. */
  selected: DrawnSpan | undefined;
  selection: Place | null;
  selectionColor: string;
  isCurrent: boolean;
  /** Keys, or the mouse, are here: everything that can be done is offered. */
  isActive: boolean;
  tags: readonly string[];
  offeredTags: readonly (readonly [label: string, key: string])[];
  onTag(index: number, label: string): void;
  comments: readonly (readonly [at: number, comment: Comment])[];
  edited: number | null;
  commentActions: CommentActions;
  readOnly: boolean;
}

export const AnnotatedMessage = memo(function AnnotatedMessage(props: AnnotatedMessageProps) {
  const { message, openness, onOpenness, isCurrent, config, theme, readOnly, t } = props;
  const { tags, offeredTags, onTag, comments, edited, commentActions, isActive } = props;
  const { index } = message;
  const isOffered = isActive && !readOnly;
  const comment = comments.length > 0 ? t("message_comment_count", { n: comments.length }) : t("message_comment_add");
  return (
    <MessageView
      {...{ message, openness, onOpenness, isCurrent, config, theme, t }}
      isFocusable
      drawField={useDrawField(props)}
      head={
        <>
          <MessageTags
            {...{ index, t }}
            chosen={tags}
            offered={isOffered && offeredTags.length > 0 ? offeredTags : null}
            onToggle={onTag}
          />
          {(isOffered || comments.length > 0) && (
            <button
              type="button"
              className="prodigy-turn-tool"
              aria-label={comment}
              title={isOffered ? `${t("message_comment_add")} (c)` : comment}
              disabled={!isOffered}
              onClick={() => commentActions.open(index, -1)}
            >
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <path d="M4.5 5h15v11h-8l-4.5 4v-4h-2.5z" />
              </svg>
              {comments.length > 0 && <span aria-hidden="true">{comments.length}</span>}
            </button>
          )}
        </>
      }
    >
      <Comments {...{ comments, edited, readOnly, t }} message={index} actions={commentActions} />
    </MessageView>
  );
});

/** Functions that stay the same for as long as the field looks the same. */
function useDrawField(props: AnnotatedMessageProps): (field: string, text: string) => DrawText | undefined {
  const { spans, selected, selection, selectionColor, readOnly, t } = props;
  const made = useMemo(
    () => ({ byField: new Map<string, DrawText | undefined>(), spans, selected, selection, selectionColor, readOnly }),
    [spans, selected, selection, selectionColor, readOnly],
  );
  return useCallback(
    (field: string, text: string) => {
      const { byField } = made;
      if (!byField.has(field)) {
        const isHere = (place: Pick<Place, "field">) => place.field === field;
        byField.set(
          field,
          makeDrawText({
            text,
            spans: made.spans.filter(isHere),
            selected: made.selected,
            selection: made.selection && isHere(made.selection) ? made.selection : null,
            selectionColor: made.selectionColor,
            canRemove: !made.readOnly,
            t,
          }),
        );
      }
      return byField.get(field);
    },
    [made, t],
  );
}
