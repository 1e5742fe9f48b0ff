import { Flex, Typography } from '@strapi/design-system';
import { CheckCircle, CrossCircle } from '@strapi/icons';

import type { Reason } from '../api/types';
import { useNames } from '../api/use-names';
import { isTextKey, useText } from '../i18n/use-text';

interface Props {
  readonly reasons: readonly Reason[];
  readonly kind: 'grant' | 'block';
}

const principalOf = ({ params }: Reason): string[] =>
  typeof params.principal === 'string' ? [params.principal] : [];

/** Reasons of a decision in the language of the panel; one that is not known here, in English. */
export const Reasons = ({ reasons, kind }: Props) => {
  const t = useText();
  const nameOf = useNames(reasons.flatMap(principalOf));
  const sentence = (reason: Reason) => {
    const key = `explain.${reason.kind}`;
    if (!isTextKey(key)) return reason.text;
    const [principal] = principalOf(reason);
    return t(key, { ...reason.params, ...(principal && { principal: nameOf(principal).name }) });
  };
  return (
    <Flex tag="ul" direction="column" alignItems="flex-start" gap={2}>
      {reasons.map((reason, index) => (
        <Flex tag="li" key={index} gap={2} alignItems="flex-start">
          {kind === 'grant' ? (
            <CheckCircle fill="success600" aria-hidden style={{ flexShrink: 0 }} />
          ) : (
            <CrossCircle fill="danger600" aria-hidden style={{ flexShrink: 0 }} />
          )}
          <Typography style={{ overflowWrap: 'anywhere' }}>{sentence(reason)}</Typography>
        </Flex>
      ))}
    </Flex>
  );
};
