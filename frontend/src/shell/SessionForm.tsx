/** Who is working: a name to type, or one of those that this browser has used before. */
import { useState, type FormEvent } from "react";
import { useTranslate } from "../i18n/react";
import { knownSessions, openSession } from "./sessions";
import "./forms.css";

export interface SessionFormProps {
  /** The name of the present session, which is not offered. */
  present?: string | null;
}

export function SessionForm({ present }: SessionFormProps) {
  const t = useTranslate();
  const [name, setName] = useState("");
  const known = knownSessions().filter((other) => other !== present);
  const start = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) openSession(name.trim());
  };
  return (
    <form className="prodigy-form prodigy-session-form" onSubmit={start}>
      {known.length > 0 && (
        <div className="prodigy-form-choices" role="group" aria-label={t("session_known")}>
          {known.map((other) => (
            <button key={other} type="button" onClick={() => openSession(other)}>
              {other}
            </button>
          ))}
        </div>
      )}
      <label>
        {t("session_name")}
        <input
          autoFocus
          type="text"
          name="session"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <button type="submit" data-prodigy-primary disabled={!name.trim()}>
        {t("session_start")}
      </button>
    </form>
  );
}
