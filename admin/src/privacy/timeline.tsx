import { Box, Flex, Typography } from '@strapi/design-system';

import type { RequestDetail, RequestEvent } from '../api/request-types';
import { useNames, type Name } from '../api/use-names';
import { Card } from '../components/card';
import { isTextKey, useDates, useText } from '../i18n/use-text';

/** What has happened to a request, newest first, and the letters that were sent. */
export const Timeline = ({ request: { events, mails } }: { request: RequestDetail }) => {
  const t = useText();
  const nameOf = useNames(events.map(({ actor }) => actor));
  return (
    <Card title={t('requests.timeline')}>
      <Flex tag="ol" direction="column" alignItems="stretch" gap={4}>
        {[...events].reverse().map((event, index) => (
          <Entry key={events.length - index} event={event} nameOf={nameOf} />
        ))}
      </Flex>
      {mails.length > 0 && <Letters mails={mails} />}
    </Card>
  );
};

const Entry = ({ event, nameOf }: { event: RequestEvent; nameOf: (one: string) => Name }) => {
  const t = useText();
  const date = useDates();
  const { at, actor, action, to, note } = event;
  // Two things are called approval: one of several, and the last, by which the request moves on.
  const key = `requests.event.${action === 'approve' && to !== null ? 'approved' : action}`;
  const who =
    actor === 'public' || actor === 'system' ? t(`principal.${actor}`) : nameOf(actor).name;
  return (
    <Box
      tag="li"
      paddingLeft={4}
      borderStyle="solid"
      borderWidth="0 0 0 2px"
      borderColor="neutral200"
    >
      <Typography fontWeight="semiBold">{isTextKey(key) ? t(key) : action}</Typography>
      <Typography variant="pi" textColor="neutral600" tag="p">
        {t('requests.eventBy', { date: date(at), who })}
      </Typography>
      {note !== null && (
        <Typography tag="p" style={{ overflowWrap: 'anywhere' }}>
          {note}
        </Typography>
      )}
    </Box>
  );
};

const Letters = ({ mails }: { mails: RequestDetail['mails'] }) => {
  const t = useText();
  return (
    <Box paddingTop={6}>
      <Typography variant="sigma" textColor="neutral600" tag="h3">
        {t('requests.letters')}
      </Typography>
      <Flex tag="ul" direction="column" alignItems="stretch" gap={1} paddingTop={2}>
        {mails.map((mail, index) => (
          <Letter key={index} mail={mail} />
        ))}
      </Flex>
    </Box>
  );
};

const Letter = ({ mail }: { mail: RequestDetail['mails'][number] }) => {
  const t = useText();
  const date = useDates();
  const { template, state, createdAt, sentAt } = mail;
  const name = `requests.letter.${template}`;
  return (
    <Flex tag="li" justifyContent="space-between" gap={4} wrap="wrap">
      <Typography>{isTextKey(name) ? t(name) : template}</Typography>
      <Typography variant="pi" textColor={state === 'failed' ? 'danger600' : 'neutral600'}>
        {t(`requests.letterState.${state}`, { date: date(sentAt ?? createdAt) })}
      </Typography>
    </Flex>
  );
};
