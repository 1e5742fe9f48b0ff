import type { ReactNode } from 'react';
import {
  Box,
  Table,
  Tbody,
  Th,
  Thead,
  Tr,
  Typography,
  VisuallyHidden,
} from '@strapi/design-system';

import { useText, type TextKey } from '../i18n/use-text';

interface Props {
  readonly label: string;
  readonly headers: readonly TextKey[];
  readonly rowCount: number;
  /** Whether the last column holds buttons, and so has no heading to be seen. */
  readonly hasActions?: boolean;
  /** Rows: `Tr`. */
  readonly children: ReactNode;
}

/** A table that scrolls sideways where it is too wide, by keyboard too. */
export const DataTable = ({ label, headers, rowCount, hasActions = false, children }: Props) => {
  const t = useText();
  return (
    <Box tabIndex={0} role="region" aria-label={label} style={{ overflowX: 'auto' }}>
      <Table colCount={headers.length + (hasActions ? 1 : 0)} rowCount={rowCount + 1}>
        <Thead>
          <Tr>
            {headers.map((key) => (
              <Th key={key}>
                <Typography variant="sigma">{t(key)}</Typography>
              </Th>
            ))}
            {hasActions && (
              <Th>
                <VisuallyHidden>{t('field.actions')}</VisuallyHidden>
              </Th>
            )}
          </Tr>
        </Thead>
        <Tbody>{children}</Tbody>
      </Table>
    </Box>
  );
};
