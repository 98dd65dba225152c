import { useTranslate } from "../i18n/react";
import { Dialog } from "../ui/Dialog";
import { SessionForm } from "./SessionForm";

/** Changes to another session. */
export function SessionWindow({ present, onClose }: { present: string | null; onClose(): void }) {
  const t = useTranslate();
  return (
    <Dialog title={t("session_switch")} size="small" onClose={onClose}>
      <SessionForm present={present} />
    </Dialog>
  );
}
