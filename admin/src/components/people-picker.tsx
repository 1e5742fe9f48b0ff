import { Flex, Tag } from '@strapi/design-system';
import { Cross } from '@strapi/icons';

import { useNames } from '../api/use-names';
import { useText } from '../i18n/use-text';
import { PrincipalPicker } from './principal-picker';

interface Props {
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (principals: readonly string[]) => void;
}

/** Chooses several people or API tokens. */
export const PeoplePicker = ({ label, value, onChange }: Props) => {
  const t = useText();
  const nameOf = useNames(value);
  const add = (principal: string | null) =>
    principal !== null && onChange([...new Set([...value, principal])]);
  return (
    <>
      {/* Starts over after every choice, ready for the next. */}
      <PrincipalPicker key={value.length} label={label} value={null} onChange={add} />
      <Flex gap={2} wrap="wrap">
        {value.map((principal) => (
          <Tag
            key={principal}
            label={`${t('action.remove')}: ${nameOf(principal).name}`}
            icon={<Cross aria-hidden />}
            onClick={() => onChange(value.filter((one) => one !== principal))}
          >
            {nameOf(principal).name}
          </Tag>
        ))}
      </Flex>
    </>
  );
};
