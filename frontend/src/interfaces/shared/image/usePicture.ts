/** Loads a picture: what the server knows about it, then as much of it as can be shown. */
import { useEffect, useMemo, useState } from "react";
import { ApiError } from "../../../api/errors";
import { explainFailure, getMediaFacts, isServed } from "../../../api/media";
import type { Size } from "../../../geometry/points";
import { chooseSource, type Source } from "./source";

export interface Failure {
  /** What the server says; null if there is nothing but the picture that doesn't come. */
  words: string | null;
  hint: string | null;
}

/** `natural`: px of the original after its rotation. */
interface State {
  source: Source | null;
  natural: Size | null;
  isLoaded: boolean;
  failure: Failure | null;
}

export interface Picture extends State {
  src: string;
  /** Counts the times that it was tried, so that the browser tries again. */
  attempt: number;
  onLoad(image: HTMLImageElement): void;
  onError(): void;
  retry(): void;
}

const NOTHING: State = { source: null, natural: null, isLoaded: false, failure: null };
/** What browsers give a drawing without a size. */
const DRAWING: Size = { width: 300, height: 150 };

const stateOf = (source: Source): State => ({ ...NOTHING, source, natural: source.size });

/** Pictures that aren't served by our server need no questions: they are there at once. */
const firstState = (src: string): State => (isServed(src) ? NOTHING : stateOf(chooseSource(src, null)));

const toFailure = (error: unknown): Failure =>
  error instanceof ApiError ? { words: error.message, hint: error.hint } : { words: null, hint: null };

export function usePicture(src: string): Picture {
  const [attempt, setAttempt] = useState(0);
  const key = `${attempt} ${src}`;
  const [kept, setKept] = useState<{ key: string; state: State }>(() => ({ key, state: firstState(src) }));
  const state = kept.key === key ? kept.state : firstState(src);

  useEffect(() => {
    if (!isServed(src)) return;
    const stop = new AbortController();
    // A view that was out of sight asks again when it comes back, and keeps what it has.
    const set = (next: State) => {
      if (stop.signal.aborted) return;
      setKept((now) => (now.key === key && now.state.source ? now : { key, state: next }));
    };
    getMediaFacts(src, stop.signal).then(
      (facts) => set(stateOf(chooseSource(src, facts))),
      (error: unknown) => set({ ...NOTHING, failure: toFailure(error) }),
    );
    return () => stop.abort();
  }, [src, key]);

  return useMemo(() => {
    const change = (patch: Partial<State>) => setKept({ key, state: { ...state, ...patch } });
    return {
      ...state,
      src,
      attempt,
      onLoad({ naturalWidth: width, naturalHeight: height }) {
        const found = width > 0 && height > 0 ? { width, height } : DRAWING;
        change({ natural: state.source?.size ?? found, isLoaded: true });
      },
      onError() {
        change({ failure: { words: null, hint: null } });
        if (src.startsWith("data:")) return;
        void explainFailure(state.source?.url ?? src).then((error) => {
          if (error)
            setKept((now) => (now.key === key ? { key, state: { ...now.state, failure: toFailure(error) } } : now));
        });
      },
      retry: () => setAttempt(attempt + 1),
    };
  }, [state, src, attempt, key]);
}
