import { useEffect, useRef } from 'react';
import { Box, Field, JSONInput } from '@strapi/design-system';

import { useText } from '../../i18n/use-text';

interface Props {
  readonly value: string;
  readonly isDisabled: boolean;
  readonly onChange: (text: string) => void;
}

/** The document as text. The design system's editor takes no name; it is given one here. */
export const DocumentEditor = ({ value, isDisabled, onChange }: Props) => {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current
      ?.querySelector('[role="textbox"]')
      ?.setAttribute('aria-label', t('policy.document'));
  }, [t]);
  return (
    <Field.Root name="document" hint={t('document.hint')}>
      <Field.Label>{t('policy.document')}</Field.Label>
      <Box ref={box}>
        <JSONInput
          value={value}
          onChange={onChange}
          disabled={isDisabled}
          minHeight="40rem"
          maxHeight="60rem"
          overflow="auto"
        />
      </Box>
      <Field.Hint />
    </Field.Root>
  );
};
