/** Everything that answers can be filtered by, beside the text. */
import { useState } from "react";
import type { Filters, Values } from "../../api/data";
import { useTranslate } from "../../i18n/react";
import type { MessageKey } from "../../i18n/translate";
import { FLAGS, readDay, writeDay } from "./filters";

const DAY_S = 86_400;
/** Longer lists can be searched. */
const LONG = 12;
const MAX_SHOWN = 200;

interface FilterPanelProps {
  filters: Filters;
  values: Values | null;
  datasets: readonly { name: string; n_answers: number }[];
  /** Without the index nobody knows who has answered differently. */
  isReady: boolean;
  onChange(patch: Partial<Filters>): void;
}

const FLAG_TEXT = { flagged: "flagged", noted: "data_noted", differs: "data_differs" } as const;
const ANSWERS: Record<string, MessageKey> = { accept: "accepted", reject: "rejected", ignore: "ignored" };

export function FilterPanel({ filters, values, datasets, isReady, onChange }: FilterPanelProps) {
  const t = useTranslate();
  const nameOf = (answer: string) => (ANSWERS[answer] ? t(ANSWERS[answer]) : answer);
  const lists = [
    ["datasets", t("info_dataset"), datasets.map(({ name }) => name), undefined],
    ["labels", t("info_label"), values?.label ?? [], undefined],
    ["answers", t("data_answer"), values?.answer ?? [], nameOf],
    ["sessions", t("info_session"), values?.session ?? [], undefined],
    ["views", t("info_view_id"), values?.view_id ?? [], undefined],
  ] as const;
  return (
    <>
      {lists.map(([key, title, options, name]) => (
        <CheckList
          key={key}
          title={title}
          options={[...new Set([...options, ...filters[key]])]}
          chosen={filters[key]}
          nameOf={name}
          onChange={(chosen) => onChange({ [key]: chosen })}
        />
      ))}
      <fieldset className="prodigy-data-flags">
        <legend>{t("data_more_filters")}</legend>
        {FLAGS.map((key) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={filters[key]}
              disabled={key === "differs" && !isReady && !filters.differs}
              onChange={(event) => onChange({ [key]: event.target.checked })}
            />
            {t(FLAG_TEXT[key])}
          </label>
        ))}
        <label className="prodigy-data-date">
          {t("data_since")}
          <input
            type="date"
            value={filters.since === null ? "" : writeDay(filters.since)}
            onChange={(event) => onChange({ since: readDay(event.target.value) })}
          />
        </label>
        <label className="prodigy-data-date">
          {t("data_until")}
          <input
            type="date"
            value={filters.until === null ? "" : writeDay(filters.until - DAY_S)}
            onChange={(event) => {
              const day = readDay(event.target.value);
              onChange({ until: day === null ? null : day + DAY_S });
            }}
          />
        </label>
      </fieldset>
    </>
  );
}

interface CheckListProps {
  title: string;
  options: readonly string[];
  chosen: readonly string[];
  nameOf?: (option: string) => string;
  onChange(chosen: string[]): void;
}

function CheckList({ title, options, chosen, nameOf, onChange }: CheckListProps) {
  const [part, setPart] = useState("");
  if (!options.length) return null;
  const wanted = part.toLowerCase();
  const found = options.filter((option) => option.toLowerCase().includes(wanted));
  return (
    <fieldset>
      <legend>{title}</legend>
      {options.length > LONG && (
        <input type="search" aria-label={title} value={part} onChange={(event) => setPart(event.target.value)} />
      )}
      <div className="prodigy-data-options prodigy-scrolls">
        {found.slice(0, MAX_SHOWN).map((option) => (
          <label key={option}>
            <input
              type="checkbox"
              checked={chosen.includes(option)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, option] : chosen.filter((one) => one !== option))
              }
            />
            <bdi title={option}>{nameOf ? nameOf(option) : option}</bdi>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
