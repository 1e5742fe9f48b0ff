import { Box, Flex, IconButton, Status, Td, Tr, Typography } from '@strapi/design-system';
import { Clock, Pencil, Trash } from '@strapi/icons';

import type { ProfileConfig } from '../../../../server/src/access/policy/types';
import { useNames, type Name } from '../../api/use-names';
import type { Membership } from '../../api/types';
import { DataTable } from '../../components/data-table';
import { PrincipalName } from '../../components/principal-name';
import { useDates, useText } from '../../i18n/use-text';
import { membershipState } from './membership-state';

/** What can be done with a membership; null for whoever may only look. */
export type MembershipActions = {
  readonly onEdit: (membership: Membership) => void;
  readonly onEnd: (membership: Membership) => void;
  readonly onRemove: (membership: Membership) => void;
} | null;

interface Props {
  readonly memberships: readonly Membership[];
  readonly profiles: readonly ProfileConfig[];
  readonly actions: MembershipActions;
}

const HEADERS = ['field.who', 'field.profile', 'field.period'] as const;
const VARIANTS = { current: 'success', coming: 'primary', over: 'neutral' } as const;

/** Memberships of one group. */
export const MembersTable = ({ memberships, profiles, actions }: Props) => {
  const t = useText();
  const nameOf = useNames(memberships.map(({ principal }) => principal));
  return (
    <DataTable
      label={t('members.title')}
      headers={HEADERS}
      rowCount={memberships.length}
      hasActions
    >
      {memberships.map((membership) => (
        <Row
          key={membership.id}
          membership={membership}
          profile={profiles.find(({ code }) => code === membership.profile)?.name}
          nameOf={nameOf}
          actions={actions}
        />
      ))}
    </DataTable>
  );
};

interface RowProps {
  readonly membership: Membership;
  readonly profile: string | undefined;
  readonly nameOf: (principal: string) => Name;
  readonly actions: MembershipActions;
}

const Row = ({ membership, profile, nameOf, actions }: RowProps) => {
  const t = useText();
  const date = useDates();
  const state = membershipState(membership, new Date());
  return (
    <Tr>
      <Td>
        <Box maxWidth="20rem">
          <PrincipalName principal={membership.principal} nameOf={nameOf} />
        </Box>
      </Td>
      <Td>
        <Typography>{profile ?? membership.profile}</Typography>
      </Td>
      <Td>
        <Flex direction="column" alignItems="flex-start" gap={1}>
          <Status size="S" variant={VARIANTS[state]}>
            <Typography variant="pi">{t(`members.${state}`)}</Typography>
          </Status>
          {membership.validFrom !== null && (
            <Typography variant="pi">
              {t('members.since', { date: date(membership.validFrom) })}
            </Typography>
          )}
          {membership.validTo !== null && (
            <Typography variant="pi">
              {t('members.until', { date: date(membership.validTo) })}
            </Typography>
          )}
        </Flex>
      </Td>
      <Td>
        {actions && (
          <Flex gap={1} justifyContent="flex-end">
            <IconButton label={t('action.edit')} onClick={() => actions.onEdit(membership)}>
              <Pencil />
            </IconButton>
            {state === 'current' && (
              <IconButton label={t('members.endNow')} onClick={() => actions.onEnd(membership)}>
                <Clock />
              </IconButton>
            )}
            <IconButton label={t('action.remove')} onClick={() => actions.onRemove(membership)}>
              <Trash />
            </IconButton>
          </Flex>
        )}
      </Td>
    </Tr>
  );
};
