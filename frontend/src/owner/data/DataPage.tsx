/** The data page: filters, the answers that match, and what can be done with them. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import {
  ORDERS,
  createDataClient,
  type DataClient,
  type Filters,
  type Order,
  type Selection,
  type Stored,
  type Values,
} from "../../api/data";
import { useTranslate } from "../../i18n/react";
import type { Translate } from "../../i18n/translate";
import { Message } from "../../shell/Message";
import type { OwnerPageProps } from "../pages";
import { ActionBar } from "./ActionBar";
import { AnswerList, type ListHandle } from "./AnswerList";
import { ChangeDialog } from "./ChangeDialog";
import { EditDialog } from "./EditDialog";
import { ExportDialog } from "./ExportDialog";
import { FilterPanel } from "./FilterPanel";
import { countFilters, readFilters, writeFilters } from "./filters";
import { ALL, choose, countChosen, isChosen, makeSelection, NONE, type Chosen } from "./selection";
import { useActions, type Actions } from "./useActions";
import { useAnswers, type Answers } from "./useAnswers";
import { useListKeys } from "./useListKeys";
import "./data.css";

type Shown = { name: "edit"; id: number } | { name: "change" } | { name: "export" } | null;
/** Orders that the list of words alone can give. */
const ALWAYS: readonly Order[] = ["newest", "oldest"];

export default function DataPage({ project, config, theme }: OwnerPageProps) {
  const t = useTranslate();
  const client = useMemo(() => createDataClient(), []);
  const { filters, order, setFilters, setOrder } = useAddress(project.is_annotating ? config.dataset : null);
  const answers = useAnswers(client, filters, order);
  const { items, index } = answers;
  const isReady = index?.stage === "ready";
  const isReadOnly = index?.is_read_only ?? false;
  const { values, datasets } = useChoices(client, filters.datasets, isReady);
  const [isFiltering, setIsFiltering] = useState(false);
  const list = useRef<ListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const cursor = useCursor(items, list);
  const { focused, chosen, setFocused, setChosen, select } = cursor;
  const work = useWork({ client, answers, filters, chosen, setChosen, isReadOnly });
  const { shown, setShown, open, actions } = work;
  const edit = useCallback((id: number) => setShown({ name: "edit", id }), [setShown]);
  const toggleAll = () => setChosen(chosen.isAll ? NONE : ALL);
  usePageKeys({ cursor, work, search, list, onEdit: edit, onAll: () => isReady && toggleAll() });
  const change = (patch: Partial<Filters>) => {
    setFilters(patch);
    setFocused(0);
    setChosen(NONE);
  };
  return (
    <main className="prodigy-data">
      <h1 className="prodigy-hidden">{t("page_data")}</h1>
      <Top
        {...{ filters, order, answers, search, t }}
        onText={(text) => change({ text })}
        onOrder={setOrder}
        onDown={() => list.current?.show(focused)}
        isAll={chosen.isAll}
        onAll={toggleAll}
        isFiltering={isFiltering}
        onFilters={() => setIsFiltering((now) => !now)}
      />
      <div className="prodigy-data-body">
        <Panel isOpen={isFiltering}>
          <FilterPanel {...{ filters, values, datasets, isReady }} onChange={change} />
        </Panel>
        <div className="prodigy-data-main">
          <State {...{ answers, t }} />
          {items.length > 0 && (
            <AnswerList
              ref={list}
              {...{ items, focused, chosen, config, theme, values }}
              hasMore={answers.next !== null}
              language={config.ui_lang}
              showsDataset={filters.datasets.length !== 1}
              isCovered={shown?.name === "edit"}
              onFocus={setFocused}
              onChoose={select}
              onEdit={edit}
              onMore={answers.loadMore}
            />
          )}
          <ActionBar
            n={countChosen(chosen, answers.count)}
            {...{ isReadOnly, open, actions }}
            onClear={() => setChosen(NONE)}
          />
        </div>
      </div>
      <Windows
        {...{ shown, client, project, config, theme, values, isReadOnly, actions }}
        selection={makeSelection(chosen, filters)}
        onSaved={answers.replace}
        onClose={() => {
          setShown(null);
          list.current?.show(focused);
        }}
      />
    </main>
  );
}

const moves = (move: (by: number) => void) => ({
  j: () => move(1),
  ArrowDown: () => move(1),
  k: () => move(-1),
  ArrowUp: () => move(-1),
  Home: () => move(-Infinity),
  End: () => move(Infinity),
});

interface KeyOptions {
  cursor: ReturnType<typeof useCursor>;
  work: ReturnType<typeof useWork>;
  search: React.RefObject<HTMLInputElement | null>;
  list: React.RefObject<ListHandle | null>;
  onEdit(id: number): void;
  onAll(): void;
}

/** The whole page by keyboard, while no window is open. */
function usePageKeys({ cursor, work, search, list, onEdit, onAll }: KeyOptions): void {
  const { current, focused, toggle, move, setChosen } = cursor;
  const { open, actions, shown } = work;
  useListKeys(
    {
      ...moves(move),
      "/": () => search.current?.select(),
      Enter: () => current && onEdit(current.id),
      x: () => toggle(false),
      X: () => toggle(true),
      a: onAll,
      r: open.change,
      g: open.again,
      e: open.export,
      Delete: open.delete,
      u: () => void actions.undo(),
      Escape: () => {
        setChosen(NONE);
        list.current?.show(focused);
      },
    },
    shown === null,
  );
}

/** The row that has the keyboard, and the rows that are selected. */
function useCursor(items: readonly Stored[], list: React.RefObject<ListHandle | null>) {
  const [chosen, setChosen] = useState<Chosen>(NONE);
  const [focused, setFocused] = useState(0);
  const anchor = useRef(0);
  const select = useCallback(
    (id: number, isOn: boolean, isRange: boolean) => {
      const place = items.findIndex((one) => one.id === id);
      const low = isRange ? Math.min(anchor.current, place) : place;
      const high = isRange ? Math.max(anchor.current, place) : place;
      setChosen((now) =>
        choose(
          now,
          items.slice(low, high + 1).map((one) => one.id),
          isOn,
        ),
      );
      anchor.current = place;
    },
    [items],
  );
  const current: Stored | undefined = items[focused];
  const toggle = (isRange: boolean) => {
    if (current) select(current.id, isRange || !isChosen(chosen, current.id), isRange);
  };
  const move = (by: number) => {
    if (!items.length) return;
    const next = Math.min(items.length - 1, Math.max(0, focused + by));
    setFocused(next);
    list.current?.show(next);
  };
  return { current, focused, chosen, setFocused, setChosen, select, toggle, move };
}

interface WorkOptions {
  client: DataClient;
  answers: Answers;
  filters: Filters;
  chosen: Chosen;
  setChosen(chosen: Chosen): void;
  isReadOnly: boolean;
}

/** What is begun by keys and buttons: a window, or something that is done at once. */
function useWork({ client, answers, filters, chosen, setChosen, isReadOnly }: WorkOptions) {
  const t = useTranslate();
  const [shown, setShown] = useState<Shown>(null);
  const actions = useActions(client, {
    getSelection: () => makeSelection(chosen, filters),
    onChanged() {
      setChosen(NONE);
      answers.reload();
    },
  });
  const withSome = (run: () => void) => () => {
    if (countChosen(chosen, answers.count) !== 0) run();
    else actions.say({ text: t("data_nothing_selected") });
  };
  const open = {
    change: withSome(() => !isReadOnly && setShown({ name: "change" })),
    export: withSome(() => setShown({ name: "export" })),
    delete: withSome(() => !isReadOnly && void actions.remove()),
    again: withSome(() => void actions.askAgain()),
  };
  return { shown, setShown, open, actions };
}

interface WindowsProps {
  shown: Shown;
  client: DataClient;
  project: OwnerPageProps["project"];
  config: OwnerPageProps["config"];
  theme: OwnerPageProps["theme"];
  values: Values | null;
  isReadOnly: boolean;
  selection: Selection;
  actions: Actions;
  onSaved(item: Stored): void;
  onClose(): void;
}

function Windows({ shown, project, selection, actions, onSaved, onClose, ...shared }: WindowsProps) {
  const { client, values, config } = shared;
  if (shown?.name === "edit") {
    return <EditDialog {...shared} id={shown.id} language={config.ui_lang} onSaved={onSaved} onClose={onClose} />;
  }
  if (shown?.name === "change") {
    return (
      <ChangeDialog
        {...{ client, selection, onClose }}
        labels={values?.label ?? []}
        onDone={(changed) => {
          onClose();
          actions.noteChanged(changed, "data_changed");
        }}
      />
    );
  }
  if (shown?.name !== "export") return null;
  return (
    <ExportDialog
      formats={project.formats}
      onClose={onClose}
      onExport={(format) => {
        onClose();
        void actions.exportAnswers(format);
      }}
    />
  );
}

/** Filters and order, which are in the address of the page. */
function useAddress(dataset: string | null) {
  const [state, setState] = useState(() => {
    const query = new URLSearchParams(location.search);
    const first = readFilters(query);
    // In a running recipe, its own dataset is what one wants to see first.
    return dataset && !location.search ? { ...first, filters: { ...first.filters, datasets: [dataset] } } : first;
  });
  useEffect(() => {
    const query = writeFilters(state.filters, state.order);
    history.replaceState(null, "", `${location.pathname}?${query}`);
  }, [state]);
  return {
    ...state,
    setFilters: (patch: Partial<Filters>) => setState((now) => ({ ...now, filters: { ...now.filters, ...patch } })),
    setOrder: (order: Order) => setState((now) => ({ ...now, order })),
  };
}

/** What can be chosen in the filters. */
function useChoices(client: ReturnType<typeof createDataClient>, chosen: readonly string[], isReady: boolean) {
  const [values, setValues] = useState<Values | null>(null);
  const [datasets, setDatasets] = useState<{ name: string; n_answers: number }[]>([]);
  useEffect(() => {
    client.getDatasets().then(setDatasets, () => {});
  }, [client]);
  useEffect(() => {
    client.getValues(chosen).then(setValues, () => {});
  }, [client, chosen, isReady]);
  return { values, datasets };
}

/** ID of the filters, for the button that opens them. */
const FILTERS = "prodigy-data-filters";

interface TopProps {
  filters: Filters;
  order: Order;
  answers: Answers;
  search: React.RefObject<HTMLInputElement | null>;
  t: Translate;
  isAll: boolean;
  onText(text: string): void;
  onOrder(order: Order): void;
  onDown(): void;
  onAll(): void;
  /** Whether the filters are open, where there is no room for them all the time. */
  isFiltering: boolean;
  onFilters(): void;
}

function Top({ filters, order, answers, search, t, isAll, isFiltering, ...on }: TopProps) {
  const { onText, onOrder, onDown, onAll, onFilters } = on;
  const nFilters = countFilters(filters);
  const isReady = answers.index?.stage === "ready";
  return (
    <div className="prodigy-data-top">
      <input
        ref={search}
        type="search"
        className="prodigy-data-search"
        aria-label={t("data_search")}
        placeholder={`${t("data_search")}: ${t("data_search_hint")}`}
        aria-keyshortcuts="/"
        maxLength={10_000}
        dir="auto"
        value={filters.text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== "ArrowDown") return;
          event.preventDefault();
          onDown();
        }}
      />
      <label className="prodigy-data-order">
        <span className="prodigy-hidden">{t("data_order")}</span>
        <select value={order} onChange={(event) => onOrder(event.target.value as Order)}>
          {ORDERS.map((one) => (
            <option key={one} value={one} disabled={!isReady && !ALWAYS.includes(one)}>
              {t(`data_order_${one}`)}
            </option>
          ))}
        </select>
      </label>
      <span className="prodigy-data-count" role="status">
        {answers.count !== null && t("data_count", { n: answers.count })}
      </span>
      <button
        type="button"
        className="prodigy-data-toggle"
        aria-expanded={isFiltering}
        aria-controls={FILTERS}
        onClick={onFilters}
      >
        {t("data_filters")} {nFilters > 0 && <strong>{nFilters}</strong>}
      </button>
      <button type="button" className="prodigy-data-all" aria-pressed={isAll} disabled={!isReady} onClick={onAll}>
        {t("data_select_all")} <kbd>a</kbd>
      </button>
    </div>
  );
}

function Panel({ isOpen, children }: { isOpen: boolean; children: React.ReactNode }) {
  const label = useTranslate()("data_filters");
  return (
    <aside id={FILTERS} className="prodigy-data-filters" aria-label={label} data-prodigy-open={isOpen || undefined}>
      <div className="prodigy-data-fields prodigy-scrolls">{children}</div>
    </aside>
  );
}

/** What keeps answers from being shown, or from being complete. */
function State({ answers, t }: { answers: Answers; t: Translate }) {
  const { index, items, isLoading, error, next } = answers;
  const percent = index ? Math.floor((100 * index.n_done) / Math.max(1, index.n_total)) : 0;
  return (
    <>
      {index?.stage === "building" && (
        <p className="prodigy-data-state" role="status">
          {t("data_building", { percent })}
          <progress value={percent} max={100} aria-hidden="true" />
        </p>
      )}
      {index?.is_read_only && (
        <p className="prodigy-data-state" role="status">
          {t("data_read_only")}
        </p>
      )}
      {error && (
        <p className="prodigy-data-problem" role="alert">
          {error}
        </p>
      )}
      {!items.length && !error && (
        <Message
          title={t(isLoading ? "loading" : next ? "data_partial" : "data_empty")}
          icon={isLoading ? undefined : "ignore"}
        />
      )}
    </>
  );
}
