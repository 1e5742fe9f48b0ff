import { Checkbox, Flex, Td, Tr, Typography } from '@strapi/design-system';

import type { PlanLine } from '../api/request-types';
import { DataTable } from '../components/data-table';
import { Mark } from '../components/mark';
import { useDates, useText } from '../i18n/use-text';

interface Props {
  readonly lines: readonly PlanLine[];
  /** Ids of what is ticked; null for whoever may only look. */
  readonly ticked: ReadonlySet<number> | null;
  readonly onTick: (ids: readonly number[], isOn: boolean) => void;
}

const HEADERS = [
  'requests.line.what',
  'requests.line.before',
  'requests.line.after',
  'requests.line.strategy',
] as const;

/** Lines of a plan: what stands there, what will, and why. */
export const LineTable = ({ lines, ticked, onTick }: Props) => {
  const t = useText();
  const headers = ticked === null ? HEADERS : (['requests.line.tick', ...HEADERS] as const);
  return (
    <DataTable label={t('requests.plan')} headers={headers} rowCount={lines.length}>
      {lines.map((line) => (
        <Tr key={line.item.id}>
          {ticked && (
            <Td>
              <Checkbox
                aria-label={t('requests.line.tickOne', { seq: line.item.seq })}
                checked={ticked.has(line.item.id)}
                onCheckedChange={(isOn) => onTick([line.item.id], isOn === true)}
              />
            </Td>
          )}
          <Td>
            <What line={line} />
          </Td>
          <Td>
            <Value text={line.before} />
          </Td>
          <Td>
            <Value text={line.after} />
          </Td>
          <Td>
            <Outcome line={line} />
          </Td>
        </Tr>
      ))}
    </DataTable>
  );
};

const What = ({ line: { item } }: { line: PlanLine }) => {
  const t = useText();
  const { kind, attribute, column, table, documentUid, locale, published, confidence } = item;
  const name = attribute ?? column ?? t(`requests.item.${kind}`);
  const where = [
    documentUid ?? item.uid ?? table,
    locale,
    published ? t('requests.line.published') : null,
  ];
  return (
    <Flex
      direction="column"
      alignItems="flex-start"
      maxWidth="20rem"
      paddingTop={2}
      paddingBottom={2}
    >
      <Typography fontWeight="semiBold" style={{ overflowWrap: 'anywhere' }}>
        {`${item.seq}. ${name}`}
      </Typography>
      <Typography variant="pi" textColor="neutral600" style={{ overflowWrap: 'anywhere' }}>
        {where.filter((part) => part !== null && part !== '').join(' · ')}
      </Typography>
      <Typography variant="pi" textColor="neutral600">
        {t(`requests.confidence.${confidence}`)}
      </Typography>
    </Flex>
  );
};

const Value = ({ text }: { text: string | null }) => (
  <Typography
    textColor={text === null ? 'neutral600' : 'neutral800'}
    style={{ display: 'block', maxWidth: '14rem', overflowWrap: 'anywhere', whiteSpace: 'normal' }}
  >
    {text ?? '–'}
  </Typography>
);

const Outcome = ({ line: { item } }: { line: PlanLine }) => {
  const t = useText();
  const date = useDates();
  const { selected, strategy, basis, until, doneAt } = item;
  return (
    <Flex direction="column" alignItems="flex-start" gap={1} maxWidth="16rem">
      {selected && strategy === 'decide' ? (
        <Mark variant="warning">{t('requests.strategy.decide')}</Mark>
      ) : (
        <Typography fontWeight="semiBold">
          {selected ? t(`requests.strategy.${strategy}`) : t('requests.strategy.leave')}
        </Typography>
      )}
      {basis !== null && (
        <Typography variant="pi" textColor="neutral600">
          {basis}
        </Typography>
      )}
      {until !== null && (
        <Typography variant="pi" textColor="neutral600">
          {t('requests.line.until', { date: date(until) })}
        </Typography>
      )}
      {doneAt !== null && (
        <Typography variant="pi" textColor="success600">
          {t('requests.line.done', { date: date(doneAt) })}
        </Typography>
      )}
    </Flex>
  );
};
