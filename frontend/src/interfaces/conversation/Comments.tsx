/** Comments on a message. What is typed is in the task at once, so that nothing is lost. */
import { useEffect, useRef, type KeyboardEvent } from "react";
import type { Translate } from "../../i18n/translate";
import type { Comment } from "./annotations";

export interface CommentActions {
  /** at: The position of the comment; -1 begins another one. */
  open(message: number, at: number): void;
  write(message: number, at: number, text: string): void;
  close(message: number): void;
}

interface CommentsProps {
  message: number;
  comments: readonly (readonly [at: number, comment: Comment])[];
  /** The position of the comment that is written; null if none is. */
  edited: number | null;
  actions: CommentActions;
  readOnly: boolean;
  t: Translate;
}

export function Comments({ message, comments, edited, actions, readOnly, t }: CommentsProps) {
  const isNew = edited !== null && !comments.some(([at]) => at === edited);
  if (comments.length === 0 && !isNew) return null;
  const editor = (at: number, text: string) => <Editor key={at} {...{ message, at, text, actions, t }} />;
  return (
    <ul className="prodigy-turn-comments" aria-label={t("message_comments")}>
      {comments.map(([at, { text }]) => (
        <li key={at}>
          {at === edited ? (
            editor(at, text)
          ) : (
            <>
              <p dir="auto">{text}</p>
              {!readOnly && (
                <span className="prodigy-turn-comment-tools">
                  <button type="button" onClick={() => actions.open(message, at)}>
                    {t("message_comment_edit")}
                  </button>
                  <button type="button" onClick={() => actions.write(message, at, "")}>
                    {t("delete")}
                  </button>
                </span>
              )}
            </>
          )}
        </li>
      ))}
      {isNew && <li>{editor(edited, "")}</li>}
    </ul>
  );
}

interface EditorProps {
  message: number;
  at: number;
  text: string;
  actions: CommentActions;
  t: Translate;
}

function Editor({ message, at, text, actions, t }: EditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const element = field.current;
    element?.focus({ preventScroll: true });
    element?.setSelectionRange(element.value.length, element.value.length);
    element?.scrollIntoView?.({ block: "nearest" });
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const isDone = event.key === "Escape" || (event.key === "Enter" && !event.shiftKey);
    if (!isDone || event.nativeEvent.isComposing) return;
    // The key is used up: outside of the field it would do something else.
    event.preventDefault();
    event.stopPropagation();
    actions.close(message);
  };
  return (
    <textarea
      ref={field}
      className="prodigy-turn-comment-field"
      rows={Math.min(8, 1 + text.split("\n").length)}
      dir="auto"
      aria-label={t("message_comment_add")}
      placeholder={t("message_comment_placeholder")}
      value={text}
      onChange={(event) => actions.write(message, at, event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => actions.close(-1)}
    />
  );
}
