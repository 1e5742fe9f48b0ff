import { useCallback, useEffect, useState } from 'react';

/** Something that is read from the server: what is known of it, and how to read it again. */
export interface Loaded<T> {
  readonly data: T | null;
  readonly error: unknown;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface State<T> {
  key: string | null;
  data: T | null;
  error: unknown;
}

/**
 * Reads when the key changes, and when asked to. An answer that comes after another question was
 * asked is dropped. While the same question is asked again, the old answer stays; a null key asks
 * nothing.
 */
export const useLoad = <T>(key: string | null, load: () => Promise<T>): Loaded<T> => {
  const [state, setState] = useState<State<T>>({ key: null, data: null, error: null });
  const [round, setRound] = useState(0);

  useEffect(() => {
    if (key === null) return undefined;
    let isCurrent = true;
    load().then(
      (data) => isCurrent && setState({ key, data, error: null }),
      (error: unknown) => isCurrent && setState({ key, data: null, error })
    );
    return () => {
      isCurrent = false;
    };
    // The key stands for everything that `load` depends on.
  }, [key, round]);

  const reload = useCallback(() => setRound((count) => count + 1), []);
  const isAnswer = key !== null && state.key === key;
  return {
    data: isAnswer ? state.data : null,
    error: isAnswer ? state.error : null,
    isLoading: key !== null && !isAnswer,
    reload,
  };
};
