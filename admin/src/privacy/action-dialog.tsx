import { ApproveForm } from './approve-form';
import { AssignModal } from './assign';
import { ConfirmForm } from './confirm-form';
import type { DialogProps } from './dialog';
import { RecordsForm } from './records-form';
import { ReasonForm } from './reason-form';
import { RejectForm } from './reject-form';
import { needsRecords, type ActionName } from './request-actions';

interface Props extends DialogProps {
  readonly name: ActionName;
}

/** The dialog of an action: what it needs to know, and what follows from it. */
export const ActionDialog = ({ name, ...props }: Props) => {
  switch (name) {
    case 'assign':
      return <AssignModal ids={[props.request.id]} onDone={props.onDone} onClose={props.onClose} />;
    case 'verify-identity':
    case 'extend':
    case 'suspend':
    case 'withdraw':
    case 'lift-restriction':
      return <ReasonForm name={name} {...props} />;
    case 'reject':
      return <RejectForm {...props} />;
    case 'approve':
      return <ApproveForm {...props} />;
    case 'discover':
      return needsRecords(props.request) ? (
        <RecordsForm {...props} />
      ) : (
        <ConfirmForm name={name} {...props} />
      );
    case 'execute':
    case 'retry':
      return <ConfirmForm name={name} {...props} />;
  }
};
