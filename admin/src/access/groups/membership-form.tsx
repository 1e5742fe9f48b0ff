import { useState } from 'react';

import type { GroupConfig, ProfileConfig } from '../../../../server/src/access/policy/types';
import { useApi } from '../../api/client';
import { useAction } from '../../api/use-action';
import type { Membership } from '../../api/types';
import { DateField } from '../../components/date-field';
import { FormModal } from '../../components/form-modal';
import { PeoplePicker } from '../../components/people-picker';
import { SelectField } from '../../components/select-field';
import { useText } from '../../i18n/use-text';

interface Props {
  readonly group: GroupConfig;
  readonly profiles: readonly ProfileConfig[];
  /** The membership to change; null to add one or several. */
  readonly membership: Membership | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Adds people to a group, all of them or none, or changes profile and period of one. */
export const MembershipForm = ({ group, profiles, membership, onDone, onClose }: Props) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const [people, setPeople] = useState<readonly string[]>([]);
  const [profile, setProfile] = useState(membership?.profile ?? null);
  const [validFrom, setFrom] = useState(membership?.validFrom ?? null);
  const [validTo, setTo] = useState(membership?.validTo ?? null);

  const submit = async () => {
    if (profile === null) return;
    const terms = { profile, validFrom, validTo };
    const work = () =>
      membership
        ? api.changeMembership(membership.id, terms)
        : api.addMemberships(
            people.map((principal) => ({ principal, group: group.code, ...terms }))
          );
    if (await action.run(work, membership ? 'members.changed' : 'members.added')) onDone();
  };

  return (
    <FormModal
      title={membership ? t('members.edit') : t('members.addTitle', { name: group.name })}
      action={action}
      submitLabel={membership ? t('action.save') : t('members.addCount', { count: people.length })}
      canSubmit={profile !== null && (membership !== null || people.length > 0)}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {!membership && (
        <PeoplePicker label={t('members.people')} value={people} onChange={setPeople} />
      )}
      <SelectField
        label={t('field.profile')}
        value={profile}
        options={profiles.map(({ code, name }) => ({ value: code, label: name }))}
        onChange={setProfile}
      />
      <DateField
        label={t('field.from')}
        hint={t('members.fromHint')}
        value={validFrom}
        onChange={setFrom}
      />
      <DateField
        label={t('field.to')}
        hint={t('members.toHint')}
        value={validTo}
        onChange={setTo}
      />
    </FormModal>
  );
};
