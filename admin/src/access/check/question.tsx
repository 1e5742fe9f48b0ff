import { Grid } from '@strapi/design-system';

import { RECORD_ACTIONS, type RecordAction } from '../../../../server/src/access/policy/types';
import { useSearch } from '../../api/use-search';
import { PrincipalPicker } from '../../components/principal-picker';
import { RecordPicker } from '../../components/record-picker';
import { SelectField } from '../../components/select-field';
import { useText } from '../../i18n/use-text';
import { useCan } from '../../permissions';
import type { GovernedType } from './use-governed-types';

/** Who wants to do what with which record, as the address says; nobody in particular is oneself. */
export interface Question {
  readonly who: string | null;
  readonly uid: string | null;
  readonly documentId: string | null;
  readonly action: RecordAction;
}

export const useQuestion = (types: readonly GovernedType[]): Question => {
  const search = useSearch();
  return {
    who: search.get('who'),
    uid: types.find(({ uid }) => uid === search.get('type'))?.uid ?? null,
    documentId: search.get('record'),
    action: RECORD_ACTIONS.find((name) => name === search.get('action')) ?? 'read',
  };
};

interface Props {
  readonly types: readonly GovernedType[];
  readonly question: Question;
}

/** The question as a form; every answer to it has an address of its own. */
export const QuestionForm = ({ types, question: { who, uid, documentId, action } }: Props) => {
  const t = useText();
  const can = useCan();
  const search = useSearch();
  const typeOptions = types.map((type) => ({ value: type.uid, label: type.name }));
  const actions = RECORD_ACTIONS.map((name) => ({ value: name, label: t(`recordAction.${name}`) }));
  return (
    <Grid.Root gap={4}>
      {can('access-explain-others') && (
        <Grid.Item col={6} s={12} xs={12} direction="column" alignItems="stretch">
          <PrincipalPicker
            label={t('check.who')}
            value={who}
            onChange={(principal) => search.set({ who: principal })}
          />
        </Grid.Item>
      )}
      <Grid.Item col={6} s={12} xs={12} direction="column" alignItems="stretch">
        <SelectField
          label={t('check.action')}
          value={action}
          options={actions}
          onChange={(name) => search.set({ action: name === 'read' ? null : name })}
        />
      </Grid.Item>
      <Grid.Item col={6} s={12} xs={12} direction="column" alignItems="stretch">
        <SelectField
          label={t('field.contentType')}
          value={uid}
          options={typeOptions}
          onChange={(type) => search.set({ type, record: null })}
          placeholder={t('check.chooseType')}
        />
      </Grid.Item>
      {uid !== null && (
        <Grid.Item col={6} s={12} xs={12} direction="column" alignItems="stretch">
          <RecordPicker
            key={uid}
            uid={uid}
            value={documentId}
            onChange={(record) => search.set({ record })}
          />
        </Grid.Item>
      )}
    </Grid.Root>
  );
};
