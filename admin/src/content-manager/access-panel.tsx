import { useText } from '../i18n/use-text';
import { useCan } from '../permissions';
import { AccessSummary } from './access-summary';
import type { Panel } from './types';
import { useGoverned } from './use-governed';

/** Beside a record of a governed type: who has access, and why. */
export const AccessPanel: Panel = ({ model, documentId, document }) => {
  const t = useText();
  const can = useCan();
  const isGoverned = useGoverned(model);
  const isSaved = documentId !== undefined && documentId !== 'create' && document !== undefined;
  const maySee = (
    ['shares', 'reveals', 'access-explain', 'placements-read', 'restrictions-read'] as const
  ).some((right) => can(right));
  if (!isGoverned || !isSaved || !maySee) return null;
  return {
    title: t('access.title'),
    content: <AccessSummary record={{ contentType: model, documentId }} />,
  };
};
