import { useState } from 'react';
import { Checkbox, Grid } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';

import { REQUEST_KINDS, type RequestKind } from '../../../server/src/privacy/requests/kinds';
import { useApi } from '../api/client';
import { CLERK_CHANNELS } from '../api/request-types';
import { useAction } from '../api/use-action';
import { DateField } from '../components/date-field';
import { FormModal } from '../components/form-modal';
import { SelectField } from '../components/select-field';
import { useText } from '../i18n/use-text';
import { TextField } from './text-field';

interface Props {
  readonly onDone: (id: number) => void;
  readonly onClose: () => void;
}

/** Languages in which letters are written. */
const LANGUAGES = ['en', 'nl', 'sv', 'fr', 'pl'] as const;
type TextName = 'email' | 'phone' | 'customerNumber' | 'name' | 'message';

/** The form as it is filled in. */
interface Entry {
  readonly kind: RequestKind | null;
  readonly channel: (typeof CLERK_CHANNELS)[number];
  readonly receivedAt: string | null;
  readonly locale: (typeof LANGUAGES)[number];
  readonly texts: Readonly<Partial<Record<TextName, string>>>;
  readonly sendLink: boolean;
}

const EMPTY: Entry = {
  kind: null,
  channel: 'phone',
  receivedAt: null,
  locale: 'en',
  texts: {},
  sendLink: false,
};

/** What has been written, without what is blank. */
const written = ({ texts }: Entry): Partial<Record<TextName, string>> =>
  Object.fromEntries(
    Object.entries(texts)
      .map(([name, text]) => [name, text.trim()] as const)
      .filter(([, text]) => text !== '')
  );

/** What came by phone or post, written down by a clerk. */
export const NewRequest = ({ onDone, onClose }: Props) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const { toggleNotification } = useNotification();
  const [entry, setEntry] = useState(EMPTY);
  const { kind, channel, receivedAt, locale } = entry;
  const { email, phone, customerNumber } = written(entry);

  const submit = async () => {
    if (kind === null) return;
    await action.run(async () => {
      const { request, isNew } = await api.enterRequest({
        kind,
        channel,
        locale,
        ...written(entry),
        ...(receivedAt !== null && { receivedAt }),
        sendLink: entry.sendLink && email !== undefined,
      });
      const message = isNew ? t('requests.entered') : t('requests.duplicate');
      toggleNotification({ type: isNew ? 'success' : 'info', message });
      onDone(request.id);
    });
  };

  return (
    <FormModal
      title={t('requests.new')}
      action={action}
      submitLabel={t('requests.enter')}
      canSubmit={kind !== null && (email ?? phone ?? customerNumber) !== undefined}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Fields entry={entry} onChange={(change) => setEntry({ ...entry, ...change })} />
      <Checkbox
        checked={entry.sendLink}
        disabled={email === undefined}
        onCheckedChange={(isOn) => setEntry({ ...entry, sendLink: isOn === true })}
      >
        {t('requests.sendLink')}
      </Checkbox>
    </FormModal>
  );
};

interface FieldsProps {
  readonly entry: Entry;
  readonly onChange: (change: Partial<Entry>) => void;
}

const Fields = ({ entry, onChange }: FieldsProps) => {
  const t = useText();
  const field = (name: TextName) => ({
    label: t(`requests.field.${name}`),
    value: entry.texts[name] ?? '',
    onChange: (text: string) => onChange({ texts: { ...entry.texts, [name]: text } }),
  });
  const cells = [
    <SelectField
      key="kind"
      label={t('requests.kindLabel')}
      value={entry.kind}
      options={REQUEST_KINDS.map((value) => ({ value, label: t(`requests.kind.${value}`) }))}
      onChange={(kind) => onChange({ kind })}
    />,
    <SelectField
      key="channel"
      label={t('requests.channelLabel')}
      value={entry.channel}
      options={CLERK_CHANNELS.map((value) => ({ value, label: t(`requests.channel.${value}`) }))}
      onChange={(channel) => onChange({ channel })}
    />,
    <TextField key="email" {...field('email')} />,
    <TextField key="phone" {...field('phone')} />,
    <TextField key="customerNumber" {...field('customerNumber')} />,
    <TextField key="name" {...field('name')} />,
    <DateField
      key="receivedAt"
      label={t('requests.receivedLabel')}
      hint={t('requests.receivedHint')}
      value={entry.receivedAt}
      onChange={(receivedAt) => onChange({ receivedAt })}
    />,
    <SelectField
      key="locale"
      label={t('requests.language')}
      value={entry.locale}
      options={LANGUAGES.map((value) => ({ value, label: t(`requests.language.${value}`) }))}
      onChange={(locale) => onChange({ locale })}
    />,
  ];
  return (
    <>
      <Grid.Root gap={4}>
        {cells.map((cell) => (
          <Grid.Item key={cell.key} col={6} xs={12} direction="column" alignItems="stretch">
            {cell}
          </Grid.Item>
        ))}
      </Grid.Root>
      <TextField {...field('message')} isLong />
    </>
  );
};
