import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/** The page's state in its address: a link to it shows the same, and "back" goes back. */
export const useSearch = () => {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (changes: Record<string, string | null>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes))
            if (value === null || value === '') next.delete(name);
            else next.set(name, value);
          return next;
        },
        { replace: true }
      ),
    [setParams]
  );
  const setPage = (page: number) => set({ page: page === 1 ? null : String(page) });
  return { get: (name: string) => params.get(name), set, setPage };
};
