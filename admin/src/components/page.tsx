import type { ReactNode } from 'react';
import { Layouts, Page } from '@strapi/strapi/admin';

import { useText, type TextKey } from '../i18n/use-text';
import { pagePermissions, type PageName } from '../permissions';

interface Props {
  readonly name: PageName;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

const TITLES = {
  overview: 'overview.title',
  groups: 'groups.title',
  profiles: 'profiles.title',
  policy: 'policy.title',
  check: 'check.title',
  requests: 'requests.title',
  transfers: 'transfers.title',
  reveals: 'reveals.title',
  audit: 'audit.title',
} as const satisfies Record<PageName, TextKey>;

const SUBTITLES = {
  overview: 'overview.subtitle',
  groups: 'groups.subtitle',
  profiles: 'profiles.subtitle',
  policy: 'policy.subtitle',
  check: 'check.subtitle',
  requests: 'requests.subtitle',
  transfers: 'transfers.subtitle',
  reveals: 'reveals.subtitle',
  audit: 'audit.subtitle',
} as const satisfies Record<PageName, TextKey>;

/** The frame of a page: its right, its title, and its main actions. */
export const PanelPage = ({ name, actions, children }: Props) => {
  const t = useText();
  return (
    <Page.Protect permissions={pagePermissions(name)}>
      <Page.Title>{`${t(TITLES[name])} · ${t('plugin.name')}`}</Page.Title>
      <Page.Main>
        <Layouts.Header
          title={t(TITLES[name])}
          subtitle={t(SUBTITLES[name])}
          primaryAction={actions}
        />
        <Layouts.Content>{children}</Layouts.Content>
      </Page.Main>
    </Page.Protect>
  );
};
