/** Changing a label, or the decision, in everything that is selected: counted first. */
import { useState } from "react";
import { ApiError } from "../../api/errors";
import type { Change, Changed, DataClient, Selection } from "../../api/data";
import { useTranslate } from "../../i18n/react";
import { Dialog } from "../../ui/Dialog";
import "../../shell/forms.css";

interface ChangeDialogProps {
  client: DataClient;
  selection: Selection;
  labels: readonly string[];
  onDone(changed: Changed): void;
  onClose(): void;
}

const ANSWERS = ["accept", "reject", "ignore"] as const;
type Kind = "rename" | "remove" | "decide";

interface What {
  kind: Kind;
  old: string;
  name: string;
  answer: (typeof ANSWERS)[number];
}

export function ChangeDialog({ client, selection, labels, onDone, onClose }: ChangeDialogProps) {
  const t = useTranslate();
  const [what, setWhat] = useState<What>({
    kind: labels.length ? "rename" : "decide",
    old: labels[0] ?? "",
    name: "",
    answer: "accept",
  });
  const [count, setCount] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const change = makeChange(what, selection);

  const run = async (more: Partial<Change>) => {
    if (!change) return;
    setIsBusy(true);
    setProblem(null);
    try {
      const changed = await client.change({ ...change, ...more });
      if (more.dry) setCount(changed.n_changed);
      else onDone(changed);
    } catch (error) {
      setProblem(error instanceof ApiError && error.hint ? `${error.message}. ${error.hint}` : String(error));
    }
    setIsBusy(false);
  };
  const edit = (patch: Partial<What>) => {
    setWhat({ ...what, ...patch });
    setCount(null);
    setProblem(null);
  };
  return (
    <Dialog title={t("data_relabel")} size="small" onClose={onClose}>
      <form
        className="prodigy-form"
        onSubmit={(event) => {
          event.preventDefault();
          void run({ dry: count === null });
        }}
      >
        <Fields {...{ what, labels }} onChange={edit} />
        <p role="status">{count !== null && t("data_would_change", { n: count })}</p>
        {problem && (
          <p role="alert" className="prodigy-data-problem">
            {problem}
          </p>
        )}
        <div className="prodigy-form-choices">
          <button type="submit" data-prodigy-primary disabled={!change || isBusy || count === 0}>
            {t(count === null ? "data_count_first" : "data_apply")}
          </button>
          {problem && count !== null && (
            <button type="button" disabled={isBusy} onClick={() => void run({ force: true })}>
              {t("data_force")}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {t("cancel")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** null: something is missing. */
function makeChange({ kind, old, name, answer }: What, selection: Selection): Change | null {
  if (kind === "decide") return { selection, answer };
  if (!old || (kind === "rename" && !name.trim())) return null;
  return { selection, old, new: kind === "remove" ? null : name.trim() };
}

interface FieldsProps {
  what: What;
  labels: readonly string[];
  onChange(patch: Partial<What>): void;
}

function Fields({ what, labels, onChange }: FieldsProps) {
  const t = useTranslate();
  return (
    <>
      <label>
        {t("data_relabel")}
        <select value={what.kind} onChange={(event) => onChange({ kind: event.target.value as Kind })}>
          <option value="rename">{t("data_change_label")}</option>
          <option value="remove">{t("data_remove_label")}</option>
          <option value="decide">{t("data_decide")}</option>
        </select>
      </label>
      {what.kind === "decide" ? (
        <label>
          {t("data_answer")}
          <select value={what.answer} onChange={(event) => onChange({ answer: event.target.value as What["answer"] })}>
            {ANSWERS.map((one) => (
              <option key={one} value={one}>
                {t(one)}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <label>
          {t("info_label")}
          <select value={what.old} onChange={(event) => onChange({ old: event.target.value })}>
            {labels.map((label) => (
              <option key={label}>{label}</option>
            ))}
          </select>
        </label>
      )}
      {what.kind === "rename" && (
        <label>
          {t("data_new_label")}
          <input value={what.name} dir="auto" onChange={(event) => onChange({ name: event.target.value })} />
        </label>
      )}
    </>
  );
}
