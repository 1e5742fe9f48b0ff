import { useState } from 'react';
import { Button, Flex, MultiSelect, MultiSelectOption, Field } from '@strapi/design-system';
import { Pencil, Plus, Trash } from '@strapi/icons';

import type { ProfileConfig } from '../../../../server/src/access/policy/types';
import { useApi } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { useSearch } from '../../api/use-search';
import type { ActivePolicy, TypeView } from '../../api/types';
import { Card } from '../../components/card';
import { PanelPage } from '../../components/page';
import { SelectField } from '../../components/select-field';
import { Empty, LoadedView } from '../../components/states';
import { joined } from '../../components/joined';
import { useText } from '../../i18n/use-text';
import { useCan } from '../../permissions';
import { DraftBar } from '../policy/draft-bar';
import { useDraft } from '../policy/use-draft';
import { DepthMatrix } from './depth-matrix';
import { FieldRights } from './field-rights';
import { putProfile, removeProfile, setDepth, setTasks } from './profile-edits';
import { ProfileForm } from './profile-form';
import { TASKS } from './tasks';

/** What profiles allow: content type × action × depth, tasks, and fields. */
export const ProfilesPage = () => {
  const api = useApi();
  const loaded = useLoad('profiles', async () => ({
    active: await api.policy(),
    types: await api.types(),
  }));
  return (
    <PanelPage name="profiles">
      <LoadedView from={loaded}>
        {({ active, types }) => (
          <Profiles active={active} types={types} onActivated={loaded.reload} />
        )}
      </LoadedView>
    </PanelPage>
  );
};

interface Props {
  readonly active: ActivePolicy;
  readonly types: readonly TypeView[];
  readonly onActivated: () => void;
}

const Profiles = ({ active, types, onActivated }: Props) => {
  const t = useText();
  const can = useCan();
  const search = useSearch();
  const draft = useDraft(active);
  const [form, setForm] = useState<'new' | 'rename' | null>(null);
  const { profiles } = draft.document;
  const profile = profiles.find(({ code }) => code === search.get('profile')) ?? profiles[0];
  const canWrite = can('policy-write');
  const put = (next: ProfileConfig) => draft.change(putProfile(draft.document, next));

  return (
    <>
      <DraftBar draft={draft} onActivated={onActivated} />
      <Toolbar
        profiles={profiles}
        profile={profile ?? null}
        canWrite={canWrite}
        onForm={setForm}
        onRemove={(code) => draft.change(removeProfile(draft.document, code))}
      />
      {profile ? (
        <ProfileEditor
          profile={profile}
          types={types}
          draftTypes={Object.keys(draft.document.contentTypes)}
          document={draft.document}
          canWrite={canWrite}
          onChange={put}
        />
      ) : (
        <Empty text={t('profiles.none')} />
      )}
      {form !== null && (
        <ProfileForm
          profile={form === 'rename' ? (profile ?? null) : null}
          taken={profiles.map(({ code }) => code)}
          onSubmit={(next) => {
            put(next);
            search.set({ profile: next.code });
            setForm(null);
          }}
          onClose={() => setForm(null)}
        />
      )}
    </>
  );
};

interface ToolbarProps {
  readonly profiles: readonly ProfileConfig[];
  readonly profile: ProfileConfig | null;
  readonly canWrite: boolean;
  readonly onForm: (form: 'new' | 'rename') => void;
  readonly onRemove: (code: string) => void;
}

const Toolbar = ({ profiles, profile, canWrite, onForm, onRemove }: ToolbarProps) => {
  const t = useText();
  const search = useSearch();
  return (
    <Flex gap={2} alignItems="flex-end" paddingBottom={6} wrap="wrap">
      <SelectField
        label={t('field.profile')}
        value={profile?.code ?? null}
        options={profiles.map(({ code, name }) => ({ value: code, label: name }))}
        onChange={(code) => search.set({ profile: code, type: null })}
      />
      {canWrite && (
        <Button variant="tertiary" startIcon={<Plus />} onClick={() => onForm('new')}>
          {t('profiles.new')}
        </Button>
      )}
      {canWrite && profile && (
        <>
          <Button variant="tertiary" startIcon={<Pencil />} onClick={() => onForm('rename')}>
            {t('profiles.rename')}
          </Button>
          <Button
            variant="danger-light"
            startIcon={<Trash />}
            onClick={() => onRemove(profile.code)}
          >
            {t('action.remove')}
          </Button>
        </>
      )}
    </Flex>
  );
};

interface EditorProps {
  readonly profile: ProfileConfig;
  readonly types: readonly TypeView[];
  readonly draftTypes: readonly string[];
  readonly document: ActivePolicy['document'];
  readonly canWrite: boolean;
  readonly onChange: (profile: ProfileConfig) => void;
}

const ProfileEditor = (props: EditorProps) => {
  const { profile, types, draftTypes, document, canWrite, onChange } = props;
  const t = useText();
  const search = useSearch();
  const governed = types.filter(({ uid }) => draftTypes.includes(uid));
  const type = governed.find(({ uid }) => uid === search.get('type')) ?? governed[0];
  return (
    <Flex direction="column" alignItems="stretch" gap={6}>
      <Card title={t('profiles.matrix')}>
        {governed.length === 0 ? (
          <Empty text={t('profiles.noTypes')} />
        ) : (
          <DepthMatrix
            profile={profile}
            types={governed.map(({ uid, displayName }) => ({ uid, name: displayName }))}
            isDisabled={!canWrite}
            onChange={(uid, action, depth) => onChange(setDepth(profile, uid, action, depth))}
          />
        )}
      </Card>
      <Tasks profile={profile} isDisabled={!canWrite} onChange={onChange} />
      {type && (
        <Card title={t('profiles.fields')}>
          <Flex direction="column" alignItems="stretch" gap={4}>
            <SelectField
              label={t('field.contentType')}
              value={type.uid}
              options={governed.map(({ uid, displayName }) => ({ value: uid, label: displayName }))}
              onChange={(uid) => search.set({ type: uid })}
            />
            <FieldRights
              document={document}
              profile={profile}
              type={type}
              isDisabled={!canWrite}
              onChange={onChange}
            />
          </Flex>
        </Card>
      )}
    </Flex>
  );
};

interface TasksProps {
  readonly profile: ProfileConfig;
  readonly isDisabled: boolean;
  readonly onChange: (profile: ProfileConfig) => void;
}

const Tasks = ({ profile, isDisabled, onChange }: TasksProps) => {
  const t = useText();
  const tasks = [...new Set([...TASKS, ...(profile.tasks ?? [])])];
  return (
    <Card title={t('profiles.tasks')}>
      <Field.Root name="tasks" hint={t('profiles.tasksHint')}>
        <Field.Label>{t('profiles.tasks')}</Field.Label>
        <MultiSelect
          customizeContent={joined}
          disabled={isDisabled}
          placeholder={t('profiles.tasksNone')}
          value={profile.tasks ?? []}
          onChange={(chosen: string[]) => onChange(setTasks(profile, chosen))}
          onClear={() => onChange(setTasks(profile, []))}
          clearLabel={t('action.clear')}
        >
          {tasks.map((task) => (
            <MultiSelectOption key={task} value={task}>
              {task}
            </MultiSelectOption>
          ))}
        </MultiSelect>
        <Field.Hint />
      </Field.Root>
    </Card>
  );
};
