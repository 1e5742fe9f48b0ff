import { Box, Checkbox, Grid } from '@strapi/design-system';

import { REQUEST_KINDS } from '../../../server/src/privacy/requests/kinds';
import { REQUEST_STATES } from '../../../server/src/privacy/requests/states';
import { useSearch } from '../api/use-search';
import { PrincipalPicker } from '../components/principal-picker';
import { SelectField } from '../components/select-field';
import { useText } from '../i18n/use-text';
import { useCan } from '../permissions';
import { readSort, SORTS, STATE_GROUPS } from './inbox-filters';

/** What is looked for; the address has it, and a link to it shows the same. */
export const FilterBar = () => {
  const t = useText();
  const search = useSearch();
  const set = (changes: Record<string, string | null>) => search.set({ ...changes, page: null });
  const selects = [
    <SelectField
      key="state"
      label={t('requests.stateLabel')}
      value={search.get('state') ?? 'open'}
      options={[
        ...STATE_GROUPS.map((value) => ({ value, label: t(`requests.states.${value}`) })),
        ...REQUEST_STATES.map((value) => ({ value, label: t(`requests.state.${value}`) })),
      ]}
      onChange={(state) => set({ state: state === 'open' ? null : state })}
    />,
    <SelectField
      key="kind"
      label={t('requests.kindLabel')}
      value={search.get('kind') ?? 'all'}
      options={[
        { value: 'all', label: t('requests.kinds.all') },
        ...REQUEST_KINDS.map((value) => ({ value, label: t(`requests.kind.${value}`) })),
      ]}
      onChange={(kind) => set({ kind: kind === 'all' ? null : kind })}
    />,
    <AssigneeFilter
      key="assignee"
      value={search.get('assignee')}
      onChange={(assignee) => set({ assignee })}
    />,
    <SelectField
      key="sort"
      label={t('requests.sortLabel')}
      value={readSort(search.get('sort'))}
      options={SORTS.map((value) => ({ value, label: t(`requests.sort.${value}`) }))}
      onChange={(sort) => set({ sort: sort === SORTS[0] ? null : sort })}
    />,
  ];
  return (
    <Box role="search" aria-label={t('requests.filters')}>
      <Grid.Root gap={4}>
        {selects.map((select) => (
          <Grid.Item key={select.key} col={3} s={6} xs={12} direction="column" alignItems="stretch">
            {select}
          </Grid.Item>
        ))}
      </Grid.Root>
      <Box paddingTop={4}>
        <Checkbox
          checked={search.get('overdue') === 'true'}
          onCheckedChange={(isOn) => set({ overdue: isOn === true ? 'true' : null })}
        >
          {t('requests.overdueOnly')}
        </Checkbox>
      </Box>
    </Box>
  );
};

interface AssigneeProps {
  readonly value: string | null;
  readonly onChange: (assignee: string | null) => void;
}

/** Whoever may not look people up can still ask for their own requests, and for nobody's. */
const AssigneeFilter = ({ value, onChange }: AssigneeProps) => {
  const t = useText();
  const can = useCan();
  const label = t('requests.assignee');
  const words = [
    { value: 'me', label: t('requests.assignee.me') },
    { value: 'nobody', label: t('requests.assignee.nobody') },
  ];
  if (can('principals-read'))
    return <PrincipalPicker label={label} value={value} onChange={onChange} more={words} />;
  return (
    <SelectField
      label={label}
      value={value ?? 'anybody'}
      options={[{ value: 'anybody', label: t('requests.assignee.anybody') }, ...words]}
      onChange={(chosen) => onChange(chosen === 'anybody' ? null : chosen)}
    />
  );
};
