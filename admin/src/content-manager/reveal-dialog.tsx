import { Modal } from '@strapi/design-system';

import type { RevealOffer } from '../api/reveals';
import type { RecordKey } from '../api/types';
import { useText } from '../i18n/use-text';
import { reloadMasks } from './record-masks';
import { RevealForm } from './reveal-form';

interface Props {
  readonly record: RecordKey;
  readonly offer: RevealOffer;
  /** What is asked for to begin with; all that is offered otherwise. */
  readonly field?: string;
  readonly onClose: () => void;
}

/** Asks for what, and reveals it. */
export const RevealDialog = ({ record, offer, field, onClose }: Props) => {
  const t = useText();
  const done = () => {
    onClose();
    reloadMasks(record);
  };
  return (
    <Modal.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal.Content aria-describedby={undefined}>
        <Modal.Header closeLabel={t('action.close')}>
          <Modal.Title>{t('reveal.ask')}</Modal.Title>
        </Modal.Header>
        <RevealForm
          record={record}
          offer={offer}
          {...(field !== undefined && { fields: [field] })}
          onDone={done}
          onClose={onClose}
        />
      </Modal.Content>
    </Modal.Root>
  );
};
