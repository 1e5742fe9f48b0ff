import type { RequestDetail } from '../api/request-types';

/** What every dialog of a request is given. */
export interface DialogProps {
  readonly request: RequestDetail;
  readonly onDone: () => void;
  readonly onClose: () => void;
}
