/** Choosing the format of a file with the selected answers. */
import { useState } from "react";
import type { DataProject } from "../../api/data";
import { useTranslate } from "../../i18n/react";
import { Dialog } from "../../ui/Dialog";
import "../../shell/forms.css";

interface ExportDialogProps {
  formats: DataProject["formats"];
  onExport(format: string | null): void;
  onClose(): void;
}

export function ExportDialog({ formats, onExport, onClose }: ExportDialogProps) {
  const t = useTranslate();
  const [format, setFormat] = useState("");
  return (
    <Dialog title={t("data_export")} size="small" onClose={onClose}>
      <form
        className="prodigy-form"
        onSubmit={(event) => {
          event.preventDefault();
          onExport(format || null);
        }}
      >
        <label>
          {t("data_format")}
          <select value={format} onChange={(event) => setFormat(event.target.value)}>
            <option value="">JSONL</option>
            {formats.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <p>{formats.find(({ name }) => name === format)?.help}</p>
        <div className="prodigy-form-choices">
          <button type="submit" data-prodigy-primary>
            {t("data_export")}
          </button>
          <button type="button" onClick={onClose}>
            {t("cancel")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
