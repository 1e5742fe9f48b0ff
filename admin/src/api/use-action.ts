import { useCallback, useState } from 'react';
import { isFetchError, useNotification } from '@strapi/strapi/admin';

import { isTextKey, useText, type TextKey } from '../i18n/use-text';

interface Details {
  code?: string;
}

/** The sentence for an error: our own where the code is known, else what the server says. */
export const useErrorText = (): ((error: unknown) => string) => {
  const t = useText();
  return useCallback(
    (error) => {
      if (!isFetchError(error)) return t('error.unknown');
      const answer = error.response?.data.error;
      const { code } = (answer?.details ?? {}) as Details;
      const key = `error.${code ?? ''}`;
      if (isTextKey(key)) return t(key);
      return answer?.message ?? t('error.unknown');
    },
    [t]
  );
};

/** Something the user does: whether it is under way, and how it failed. */
export interface UserAction {
  readonly isBusy: boolean;
  readonly error: string | null;
  /** Does the work and tells the user that it is done. False if it failed. */
  readonly run: (work: () => Promise<unknown>, done?: TextKey) => Promise<boolean>;
}

/** Runs what the user asks for, one at a time. */
export const useAction = (): UserAction => {
  const t = useText();
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const run: UserAction['run'] = async (work, done) => {
    setBusy(true);
    setError(null);
    try {
      await work();
      if (done) toggleNotification({ type: 'success', message: t(done) });
      return true;
    } catch (failure) {
      setError(errorText(failure));
      return false;
    } finally {
      setBusy(false);
    }
  };

  return { isBusy, error, run };
};
