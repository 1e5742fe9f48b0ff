import { Flex, Typography } from '@strapi/design-system';

import type { RequestDetail } from '../api/request-types';
import { useNames } from '../api/use-names';
import { Card } from '../components/card';
import { PrincipalName } from '../components/principal-name';
import { useDates, useText } from '../i18n/use-text';
import { DeadlineMark } from './deadline-mark';
import { DefinitionList } from './definition-list';
import { FlagMarks, StateMark } from './request-marks';

/** Where a request stands, until when it is due, and who deals with it. */
export const FactsCard = ({ request }: { request: RequestDetail }) => {
  const t = useText();
  const date = useDates();
  const { assignee, channel, receivedAt, ground, nextDueAt, notBefore } = request;
  const nameOf = useNames(assignee === null ? [] : [assignee]);
  const facts = [
    {
      term: t('requests.stateLabel'),
      value: (
        <Flex direction="column" alignItems="flex-start" gap={1}>
          <StateMark state={request.state} />
          <FlagMarks request={request} />
        </Flex>
      ),
    },
    { term: t('requests.dueLabel'), value: <DeadlineMark {...request} /> },
    {
      term: t('requests.assignee'),
      value:
        assignee === null ? (
          t('requests.assignee.nobody')
        ) : (
          <PrincipalName principal={assignee} nameOf={nameOf} />
        ),
    },
    { term: t('requests.receivedLabel'), value: date(receivedAt) },
    { term: t('requests.channelLabel'), value: t(`requests.channel.${channel}`) },
    ...(ground === null
      ? []
      : [{ term: t('requests.groundLabel'), value: t(`requests.ground.${ground}`) }]),
    ...(notBefore === null ? [] : [{ term: t('requests.notBeforeLabel'), value: date(notBefore) }]),
    ...(nextDueAt === null ? [] : [{ term: t('requests.nextDueLabel'), value: date(nextDueAt) }]),
  ];
  return (
    <Card>
      <Flex direction="column" alignItems="stretch" gap={4}>
        <DefinitionList facts={facts} />
        {request.state === 'needs_attention' && (
          <Typography textColor="danger600">
            {t(`requests.failed.${request.failedStage ?? 'executing'}`)}
          </Typography>
        )}
      </Flex>
    </Card>
  );
};
