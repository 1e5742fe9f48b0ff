import type { ReactNode } from 'react';
import type { PolicyDocument } from '../../../../server/src/access/policy/types';
import { Flex, Loader, Typography } from '@strapi/design-system';

import { useApi } from '../../api/client';
import { useAction, useErrorText } from '../../api/use-action';
import { useLoad } from '../../api/use-load';
import { FormModal } from '../../components/form-modal';
import { Problem } from '../../components/states';
import { useText } from '../../i18n/use-text';
import { formatDocument, writePath } from './json-lines';
import { PolicyDiff } from './policy-diff';
import { problemsOf } from './problems';

interface Props {
  readonly title: string;
  readonly document: PolicyDocument;
  /** The version the document was made from: if another is in force by now, nothing is activated. */
  readonly basedOn: number | null;
  /** Activates in another way than by the document, to roll back say. */
  readonly activate?: () => Promise<unknown>;
  readonly onDone: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Shows what a document would change for whom, and activates it. */
export const ReviewModal = (props: Props) => {
  const { title, document, basedOn, activate, onDone, onClose, children } = props;
  const t = useText();
  const api = useApi();
  const action = useAction();
  const comparison = useLoad(formatDocument(document), () => api.compare(document));

  const submit = async () => {
    const work = activate ?? (() => api.activate(document, basedOn));
    if (await action.run(work, 'review.done')) onDone();
  };

  return (
    <FormModal
      title={title}
      action={action}
      submitLabel={t('review.activate')}
      canSubmit={comparison.data?.diff.document.changed === true}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {children}
      {comparison.isLoading && (
        <Flex justifyContent="center" padding={6} aria-busy>
          <Loader>{t('review.comparing')}</Loader>
        </Flex>
      )}
      {comparison.error !== null && <Refusal error={comparison.error} />}
      {comparison.data && <PolicyDiff comparison={comparison.data} />}
    </FormModal>
  );
};

const Refusal = ({ error }: { error: unknown }) => {
  const t = useText();
  const errorText = useErrorText();
  const problems = problemsOf(error);
  if (!problems) return <Problem text={errorText(error)} />;
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Problem text={t('review.invalid', { count: problems.length })} />
      <ul>
        {problems.map(({ path, message }) => (
          <li key={`${writePath(path)} ${message}`}>
            <Typography fontWeight="semiBold">{writePath(path)}</Typography>{' '}
            <Typography>{message}</Typography>
          </li>
        ))}
      </ul>
    </Flex>
  );
};
