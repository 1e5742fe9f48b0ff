import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { Button, Flex, Modal } from '@strapi/design-system';

import type { UserAction } from '../api/use-action';
import { useText } from '../i18n/use-text';
import { Problem } from './states';

/** A form inside a dialog. */
export interface FormProps {
  readonly action: UserAction;
  readonly submitLabel: string;
  readonly canSubmit?: boolean;
  readonly isDanger?: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** In a picker, Enter takes what is picked; the form goes on. */
const keepOpen = (event: KeyboardEvent) => {
  const { target, key } = event;
  if (key === 'Enter' && (target as HTMLElement).getAttribute('role') === 'combobox')
    event.preventDefault();
};

/** Body and footer of a dialog: Enter submits, and what the server refuses is said inside. */
export const FormBody = (props: FormProps) => {
  const { action, submitLabel, canSubmit = true, isDanger = false } = props;
  const t = useText();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // As React sees it, dialogs of the content manager are inside its own form.
    event.stopPropagation();
    if (canSubmit && !action.isBusy) props.onSubmit();
  };
  return (
    <form onSubmit={submit} onKeyDown={keepOpen} noValidate style={{ display: 'contents' }}>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={4}>
          {action.error !== null && <Problem text={action.error} />}
          {props.children}
        </Flex>
      </Modal.Body>
      <Modal.Footer>
        <Button type="button" variant="tertiary" onClick={props.onClose}>
          {t('action.cancel')}
        </Button>
        <Button
          type="submit"
          loading={action.isBusy}
          disabled={!canSubmit || action.isBusy}
          variant={isDanger ? 'danger' : 'default'}
        >
          {submitLabel}
        </Button>
      </Modal.Footer>
    </form>
  );
};
