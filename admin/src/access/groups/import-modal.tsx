import { useState } from 'react';
import { Checkbox, Flex, Radio, Typography } from '@strapi/design-system';

import { useApi } from '../../api/client';
import { useAction } from '../../api/use-action';
import { FormModal } from '../../components/form-modal';
import { useText, type TextKey } from '../../i18n/use-text';

interface Props {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** The continents of UN M49, by code. */
const CONTINENTS = [
  ['002', 'm49.africa'],
  ['019', 'm49.americas'],
  ['142', 'm49.asia'],
  ['150', 'm49.europe'],
  ['009', 'm49.oceania'],
] as const satisfies readonly [string, TextKey][];

/** Adds the regions of UN M49, the whole world or some continents. Existing groups stay as they are. */
export const ImportModal = ({ onDone, onClose }: Props) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const [isWorld, setWorld] = useState(true);
  const [roots, setRoots] = useState<readonly string[]>([]);

  const submit = async () => {
    const work = () => api.importM49(isWorld ? null : [...roots]);
    if (await action.run(work, 'groups.imported')) onDone();
  };

  return (
    <FormModal
      title={t('groups.importTitle')}
      action={action}
      submitLabel={t('action.import')}
      canSubmit={isWorld || roots.length > 0}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Typography>{t('groups.importHint')}</Typography>
      <Radio.Group
        value={isWorld ? 'world' : 'some'}
        onValueChange={(value: string) => setWorld(value === 'world')}
        aria-label={t('groups.importTitle')}
      >
        <Radio.Item value="world">{t('m49.world')}</Radio.Item>
        <Radio.Item value="some">{t('m49.some')}</Radio.Item>
      </Radio.Group>
      {!isWorld && (
        <Flex direction="column" alignItems="flex-start" gap={2} paddingLeft={6}>
          {CONTINENTS.map(([code, label]) => (
            <Checkbox
              key={code}
              checked={roots.includes(code)}
              onCheckedChange={(isChecked) =>
                setRoots(
                  isChecked === true ? [...roots, code] : roots.filter((one) => one !== code)
                )
              }
            >
              {t(label)}
            </Checkbox>
          ))}
        </Flex>
      )}
    </FormModal>
  );
};
