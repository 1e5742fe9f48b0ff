import { Flex, Typography } from '@strapi/design-system';

import type { Name } from '../api/use-names';
import { useText } from '../i18n/use-text';

interface Props {
  readonly principal: string;
  readonly nameOf: (principal: string) => Name;
}

/** A principal by name, with its notation or email beneath; groups and profiles by their code. */
export const PrincipalName = ({ principal, nameOf }: Props) => {
  const t = useText();
  const [kind = '', code = ''] = principal.split(':');
  if (kind === 'group' || kind === 'profile')
    return <Typography>{t(`principal.${kind}`, { code })}</Typography>;
  if (principal === 'public') return <Typography>{t('principal.public')}</Typography>;
  const { name, detail } = nameOf(principal);
  const beneath = detail !== null && detail !== name ? detail : principal;
  return (
    <Flex direction="column" alignItems="flex-start" minWidth={0} maxWidth="100%" title={name}>
      <Typography fontWeight="semiBold" ellipsis maxWidth="100%">
        {name}
      </Typography>
      {beneath !== name && (
        <Typography variant="pi" textColor="neutral600" ellipsis maxWidth="100%">
          {beneath}
        </Typography>
      )}
    </Flex>
  );
};
