import { useEffect } from 'react';

const EVERY_MS = 2_000;

/** Asks again and again while something is under way, and somebody looks. */
export const usePolling = (isActive: boolean, ask: () => void): void => {
  useEffect(() => {
    if (!isActive) return undefined;
    const askIfSeen = () => {
      if (document.visibilityState === 'visible') ask();
    };
    const timer = setInterval(askIfSeen, EVERY_MS);
    document.addEventListener('visibilitychange', askIfSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', askIfSeen);
    };
  }, [isActive, ask]);
};
