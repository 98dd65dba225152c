/** Facts about the project, in the order of the setting `project_info`. */
import type { MessageKey } from "../i18n/translate";
import { useTranslate } from "../i18n/react";
import type { AppConfig } from "../model/config";

const KNOWN = new Set([
  "dataset",
  "session",
  "lang",
  "recipe_name",
  "view_id",
  "label",
  "description",
  "author",
  "version",
]);

interface ProjectInfoProps {
  config: AppConfig;
  onSwitch(): void;
}

export function ProjectInfo({ config, onSwitch }: ProjectInfoProps) {
  const t = useTranslate();
  const rows = projectInfo(config);
  if (!rows.length) return null;
  return (
    <section className="prodigy-info prodigy-sidebar-section" aria-label={t("project_info")}>
      <h2>{t("project_info")}</h2>
      <dl>
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{KNOWN.has(key) ? t(`info_${key}` as MessageKey) : key}</dt>
            <dd title={value}>
              {value}
              {key === "session" && !config.session_header && (
                <button type="button" className="prodigy-info-switch" onClick={onSwitch}>
                  {t("switch")}
                </button>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Key and value of every fact that has a value. */
export function projectInfo(config: AppConfig): [key: string, value: string][] {
  return config.project_info.flatMap((key): [string, string][] => {
    const value = key === "label" ? (config.label ?? config.labels) : config[key];
    if (value === undefined || value === null || value === "" || value === false) return [];
    if (Array.isArray(value)) return value.length ? [[key, value.join(", ")]] : [];
    return [[key, typeof value === "object" ? JSON.stringify(value) : String(value)]];
  });
}
