/** The answers that match, page by page, and how many there are. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { DataClient, Filters, IndexState, Next, Order, Stored } from "../../api/data";

const PAGE = 30;
/** While the index is made, it is asked for again after this time. */
const POLL_MS = 1500;
/** So long a key may follow the one before, before something is searched. */
const TYPING_MS = 120;

interface Results {
  items: Stored[];
  next: Next | null;
  count: number | null;
  isLoading: boolean;
  error: string | null;
}

const EMPTY: Results = { items: [], next: null, count: null, isLoading: true, error: null };

export interface Answers extends Results {
  index: IndexState | null;
  loadMore(): void;
  reload(): void;
  /** Shows an answer as it is now. */
  replace(item: Stored): void;
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));

export function useAnswers(client: DataClient, filters: Filters, order: Order): Answers {
  const [results, setResults] = useState<Results>(EMPTY);
  const [index, setIndex] = useState<IndexState | null>(null);
  /** Changes with every new search: what comes late belongs to an older one. */
  const search = useRef(0);
  const isBusy = useRef(false);
  const [round, setRound] = useState(0);

  useEffect(() => {
    const number = ++search.current;
    const isCurrent = () => search.current === number;
    isBusy.current = true;
    const run = async () => {
      try {
        let page = await client.search(filters, order, null, PAGE);
        // Without an index there may be nothing yet among the first thousands.
        while (isCurrent() && page.is_partial && page.next && !page.items.length) {
          setIndex(page.state);
          page = await client.search(filters, order, page.next, PAGE);
        }
        if (!isCurrent()) return;
        setIndex(page.state);
        setResults((now) => ({ ...now, items: page.items, next: page.next, isLoading: false, error: null }));
        const count = await client.count(filters);
        if (isCurrent()) setResults((now) => ({ ...now, count }));
      } catch (error) {
        if (isCurrent()) setResults({ ...EMPTY, isLoading: false, error: describe(error) });
      } finally {
        if (isCurrent()) isBusy.current = false;
      }
    };
    const timer = setTimeout(() => void run(), round ? 0 : TYPING_MS);
    return () => clearTimeout(timer);
  }, [client, filters, order, round]);

  const isWaiting = index === null || index.stage === "building" || index.stage === "absent";
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => {
      client.getStatus().then(
        (state) => {
          setIndex(state);
          if (state.stage === "ready") setRound((now) => now + 1);
        },
        () => {},
      );
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [client, isWaiting]);

  const { next } = results;
  const loadMore = useCallback(() => {
    if (!next || isBusy.current) return;
    const number = search.current;
    isBusy.current = true;
    client
      .search(filters, order, next, PAGE)
      .then(
        (page) => {
          if (search.current !== number) return;
          setIndex(page.state);
          setResults((now) => ({ ...now, items: withoutRepeats(now.items, page.items), next: page.next }));
        },
        (error) => search.current === number && setResults((now) => ({ ...now, error: describe(error) })),
      )
      .finally(() => {
        if (search.current === number) isBusy.current = false;
      });
  }, [client, filters, order, next]);

  const reload = useCallback(() => setRound((now) => now + 1), []);
  const replace = useCallback((item: Stored) => {
    setResults((now) => ({ ...now, items: now.items.map((one) => (one.id === item.id ? item : one)) }));
  }, []);
  return { ...results, index, loadMore, reload, replace };
}

/** An answer that has moved in the order meanwhile stands where it was. */
function withoutRepeats(before: Stored[], page: Stored[]): Stored[] {
  const known = new Set(before.map(({ id }) => id));
  return [...before, ...page.filter(({ id }) => !known.has(id))];
}
