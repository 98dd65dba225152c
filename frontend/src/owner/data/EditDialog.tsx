/** The real editor of a stored answer, with what it was before. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { ApiError } from "../../api/errors";
import type { DataClient, Stored, StoredDetail, Values, Version } from "../../api/data";
import { useTranslate } from "../../i18n/react";
import { dispatcher } from "../../keymap/react";
import type { AppConfig } from "../../model/config";
import type { Answer } from "../../model/parts";
import { finishAs } from "../../model/problem";
import type { Task } from "../../model/task";
import type { Theme } from "../../model/theme";
import { Icon } from "../../ui/Icon";
import { findDrawing } from "./cardConfig";
import { findChanges, type Changes } from "./changes";
import { formatTime } from "./Row";
import { StoredCard } from "./StoredCard";

export interface EditDialogProps {
  id: number;
  client: DataClient;
  config: AppConfig;
  theme: Theme;
  values: Values | null;
  language: string;
  isReadOnly: boolean;
  onSaved(item: Stored): void;
  onClose(): void;
}

const ANSWERS: readonly Answer[] = ["accept", "reject", "ignore"];

export function EditDialog(props: EditDialogProps) {
  const { id, client, onClose, values: all } = props;
  const t = useTranslate();
  const element = useRef<HTMLDialogElement>(null);
  const [loaded, setLoaded] = useState<{ detail: StoredDetail; values: Values | null } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = useCallback(() => {
    const loading = client.getAnswer(id).then(async (detail) => {
      // The labels of its own dataset: those of others have nothing to do with it.
      const values = await client.getValues([detail.item.dataset]).catch(() => all);
      setLoaded({ detail, values });
    });
    void loading.catch((error: Error) => setProblem(error.message));
  }, [client, id, all]);
  const detail = loaded?.detail;
  useEffect(load, [load]);
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // Keys of the view act on the answer, wherever the focus is.
    const onKey = (event: KeyboardEvent) => void dispatcher.handle(event);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={element}
      className="prodigy-modal prodigy-data-dialog"
      aria-label={t("data_edit")}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {loaded && detail?.item.task ? (
        <Editor key={detail.item.revision} {...props} values={loaded.values} detail={detail} onReload={load} />
      ) : (
        <div className="prodigy-modal-box">
          <p className="prodigy-data-damaged">{problem ?? (detail ? t("data_damaged") : t("loading"))}</p>
          <footer className="prodigy-data-dialog-buttons">
            <button type="button" onClick={onClose}>
              {t("close")}
            </button>
          </footer>
        </div>
      )}
    </dialog>
  );
}

type EditorProps = EditDialogProps & { detail: StoredDetail; onReload(): void };

function Editor({
  config,
  theme,
  values,
  isReadOnly,
  detail,
  language,
  client,
  onSaved,
  onClose,
  onReload,
}: EditorProps) {
  const t = useTranslate();
  const { item, versions } = detail;
  const original = item.task!;
  const [task, setTask] = useState<Task>(original);
  const update = useCallback((patch: Partial<Task>) => setTask((now) => merge(now, patch)), []);
  const [drawing] = useState(() => findDrawing(original, item.view_id, config, values));
  const { save, isSaving, problem } = useSaving({ client, item, onSaved, onClose });
  const submit = () => void save(findChanges(original, finishAs(drawing.view, task)));
  return (
    <form
      className="prodigy-modal-box"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        submit();
      }}
    >
      <div className="prodigy-data-editor prodigy-scrolls">
        <StoredCard task={task} original={original} drawing={drawing} theme={theme} update={update} />
        <label className="prodigy-data-field">
          {t("note")}
          <textarea
            rows={2}
            dir="auto"
            value={typeof task["note"] === "string" ? task["note"] : ""}
            onChange={(event) => update({ note: event.target.value || undefined })}
          />
        </label>
        <Versions {...{ versions, language }} onRestore={(old) => setTask(withHashes(old, original))} />
      </div>
      {problem && (
        <p className="prodigy-data-problem" role="alert">
          {problem.text}{" "}
          {problem.isConflict && (
            <button type="button" onClick={onReload}>
              {t("data_show_now")}
            </button>
          )}
        </p>
      )}
      <footer className="prodigy-data-dialog-buttons">
        <Decision answer={task.answer} onChange={(answer) => update({ answer })} />
        <button type="button" onClick={onClose}>
          {t("cancel")} <kbd>Esc</kbd>
        </button>
        <button type="submit" data-prodigy-primary disabled={isReadOnly || isSaving}>
          {t("save")} <kbd>Ctrl ↵</kbd>
        </button>
      </footer>
    </form>
  );
}

type SavingOptions = Pick<EditDialogProps, "client" | "onSaved" | "onClose"> & { item: Stored };

/** Sends what was changed. Where somebody else was faster, nothing is lost: neither theirs nor what is on the screen. */
function useSaving({ client, item, onSaved, onClose }: SavingOptions) {
  const t = useTranslate();
  const [problem, setProblem] = useState<{ text: string; isConflict: boolean } | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const save = async ({ set, unset }: Changes) => {
    if (!Object.keys(set).length && !unset.length) return onClose();
    setIsSaving(true);
    try {
      onSaved((await client.edit(item.id, item.revision, set, unset)).item);
      onClose();
    } catch (error) {
      const isConflict = error instanceof ApiError && error.status === 409;
      const detail = error instanceof ApiError && error.hint ? `${error.message}. ${error.hint}` : String(error);
      setProblem({ text: isConflict ? t("data_conflict") : detail, isConflict });
      setIsSaving(false);
    }
  };
  return { save, isSaving, problem };
}

function Decision({ answer, onChange }: { answer: Answer | undefined; onChange(answer: Answer): void }) {
  const t = useTranslate();
  return (
    <fieldset>
      <legend className="prodigy-hidden">{t("data_decision")}</legend>
      {ANSWERS.map((one) => (
        <label key={one} data-prodigy-answer={one}>
          <input type="radio" name="answer" checked={answer === one} onChange={() => onChange(one)} />
          {t(one)}
        </label>
      ))}
    </fieldset>
  );
}

interface VersionsProps {
  versions: readonly Version[];
  language: string;
  onRestore(task: Task): void;
}

function Versions({ versions, language, onRestore }: VersionsProps) {
  const t = useTranslate();
  if (!versions.length) return null;
  return (
    <section className="prodigy-data-versions">
      <h2>{t("data_versions")}</h2>
      <ul>
        {versions.map(({ id, created, editor, task }) => (
          <li key={id}>
            <time>{formatTime(created, language)}</time> <bdi>{editor}</bdi>
            <button type="button" onClick={() => onRestore(task)}>
              <Icon name="undo" /> {t("data_restore")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** As the store does it: undefined removes a key. */
function merge(task: Task, patch: Partial<Task>): Task {
  const next: Task = { ...task };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) delete next[key];
    else next[key] = value;
  }
  return next;
}

function withHashes(old: Task, now: Task): Task {
  return { ...old, _input_hash: now._input_hash, _task_hash: now._task_hash };
}
