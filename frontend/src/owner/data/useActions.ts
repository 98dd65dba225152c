/** What is done with the selected answers, what is said about it, and how it is taken back. */
import { useCallback, useRef, useState } from "react";
import { ApiError } from "../../api/errors";
import type { Changed, DataClient, Selection } from "../../api/data";
import { useTranslate } from "../../i18n/react";

export interface News {
  text: string;
  isError?: boolean;
  /** Whatever was done can be taken back. */
  canUndo?: boolean;
  /** Something to be copied, such as a command. */
  detail?: string;
}

interface ActionOptions {
  getSelection(): Selection;
  /** Answers are not what they were. */
  onChanged(): void;
}

export type Actions = ReturnType<typeof useActions>;

export function useActions(client: DataClient, { getSelection, onChanged }: ActionOptions) {
  const t = useTranslate();
  const [news, setNews] = useState<News | null>(null);
  /** What can be taken back, the last one at the end. */
  const done = useRef<string[][]>([]);
  const isBusy = useRef(false);

  const attempt = async (run: () => Promise<void>) => {
    // Who presses a key twice means it once.
    if (isBusy.current) return;
    isBusy.current = true;
    try {
      await run();
    } catch (error) {
      const text = error instanceof ApiError && error.hint ? `${error.message}. ${error.hint}` : String(error);
      setNews({ text, isError: true });
    }
    isBusy.current = false;
  };
  const noteChanged = (changed: Changed, text: "data_changed" | "data_deleted") => {
    if (changed.undo.length) done.current.push(changed.undo);
    setNews({ text: t(text, { n: changed.n_changed }), canUndo: changed.undo.length > 0 });
    onChanged();
  };
  return {
    news,
    say: useCallback((said: News | null) => setNews(said), []),
    noteChanged,
    remove: () => attempt(async () => noteChanged(await client.remove(getSelection()), "data_deleted")),
    undo: () =>
      attempt(async () => {
        const last = done.current.at(-1);
        if (!last) return setNews({ text: t("nothing_to_undo") });
        const { n_changed } = await client.undo(last);
        done.current.pop();
        setNews({ text: t("data_undone", { n: n_changed }) });
        onChanged();
      }),
    askAgain: () =>
      attempt(async () => {
        const { n_done, command } = await client.askAgain(getSelection());
        const text = command ? t("data_command") : t("data_asked", { n: n_done });
        setNews({ text, detail: command ?? undefined });
      }),
    exportAnswers: (format: string | null) =>
      attempt(async () => {
        const { url, name, n_done, n_left_out } = await client.exportAnswers(getSelection(), format);
        const link = document.createElement("a");
        link.href = url;
        link.download = name;
        link.click();
        const left = n_left_out ? `. ${t("data_left_out", { n: n_left_out })}` : "";
        setNews({ text: t("data_exported", { n: n_done }) + left });
      }),
  };
}
