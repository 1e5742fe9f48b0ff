import { Flex } from '@strapi/design-system';

import type { RequestState } from '../../../server/src/privacy/requests/states';
import type { RequestRow } from '../api/request-types';
import { Mark } from '../components/mark';
import { useText } from '../i18n/use-text';

type Variant = 'success' | 'danger' | 'warning' | 'secondary' | 'neutral';

/** States that stand out; the others wait for somebody, and are plain. */
const VARIANTS: Partial<Record<RequestState, Variant>> = {
  completed: 'success',
  partially_completed: 'success',
  needs_attention: 'danger',
  rejected: 'neutral',
  withdrawn: 'neutral',
  joined: 'neutral',
  expired_unverified: 'neutral',
};

/** Where a request stands. */
export const StateMark = ({ state }: { state: RequestState }) => {
  const t = useText();
  return <Mark variant={VARIANTS[state] ?? 'secondary'}>{t(`requests.state.${state}`)}</Mark>;
};

const FLAGS = ['ambiguous', 'restricted', 'extended', 'suspended'] as const;

/** What is out of the ordinary about a request. */
export const FlagMarks = ({ request }: { request: RequestRow }) => {
  const t = useText();
  const flags = FLAGS.filter((flag) => request[flag]);
  if (flags.length === 0) return null;
  return (
    <Flex gap={1} wrap="wrap">
      {flags.map((flag) => (
        <Mark key={flag} variant={flag === 'ambiguous' ? 'warning' : 'neutral'}>
          {t(`requests.flag.${flag}`)}
        </Mark>
      ))}
    </Flex>
  );
};
