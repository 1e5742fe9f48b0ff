import { Modal } from '@strapi/design-system';

import { useText } from '../i18n/use-text';
import { FormBody, type FormProps } from './form-body';

interface Props extends FormProps {
  readonly title: string;
}

/** A dialog with a form; Escape closes it. */
export const FormModal = ({ title, ...form }: Props) => {
  const t = useText();
  return (
    <Modal.Root open onOpenChange={(isOpen) => !isOpen && form.onClose()}>
      <Modal.Content aria-describedby={undefined}>
        <Modal.Header closeLabel={t('action.close')}>
          <Modal.Title>{title}</Modal.Title>
        </Modal.Header>
        <FormBody {...form} />
      </Modal.Content>
    </Modal.Root>
  );
};
