import { Layouts, Page, SubNav } from '@strapi/strapi/admin';
import { Navigate, Route, Routes } from 'react-router-dom';

import { CheckPage } from './access/check/check-page';
import { GroupsPage } from './access/groups/groups-page';
import { OverviewPage } from './access/overview/overview-page';
import { PolicyPage } from './access/policy/policy-page';
import { ProfilesPage } from './access/profiles/profiles-page';
import { TransfersPage } from './access/transfers/transfers-page';
import { AuditPage } from './audit/audit-page';
import { RequestPage } from './privacy/request-page';
import { RequestsPage } from './privacy/requests-page';
import { useText, type TextKey } from './i18n/use-text';
import { RevealsPage } from './reveals/reveals-page';
import { PAGE_RIGHTS, PANEL_PERMISSIONS, useCan, type PageName } from './permissions';

const PAGES = Object.keys(PAGE_RIGHTS) as PageName[];

const SECTIONS = [
  {
    title: 'nav.access',
    pages: ['overview', 'groups', 'profiles', 'policy', 'check', 'transfers', 'reveals'],
  },
  { title: 'requests.nav', pages: ['requests'] },
  { title: 'nav.record', pages: ['audit'] },
] as const satisfies readonly { title: TextKey; pages: readonly PageName[] }[];

/** The pages of the plugin, beside a menu of those that the user may open. */
const App = () => {
  const t = useText();
  const can = useCan();
  const open = PAGES.filter((page) => PAGE_RIGHTS[page].some(can));
  return (
    <Page.Protect permissions={PANEL_PERMISSIONS}>
      <Layouts.Root
        sideNav={
          <SubNav.Main aria-label={t('plugin.name')}>
            <SubNav.Header label={t('plugin.name')} />
            <SubNav.Content>
              <SubNav.Sections>
                {SECTIONS.map(({ title, pages }) => ({
                  title,
                  links: pages.filter((page) => open.includes(page)),
                }))
                  .filter(({ links }) => links.length > 0)
                  .map(({ title, links }) => (
                    <SubNav.Section key={title} label={t(title)}>
                      {links.map((page) => (
                        <SubNav.Link key={page} to={page} label={t(`${page}.title`)} />
                      ))}
                    </SubNav.Section>
                  ))}
              </SubNav.Sections>
            </SubNav.Content>
          </SubNav.Main>
        }
      >
        <Routes>
          <Route index element={<Navigate to={open[0] ?? 'overview'} replace />} />
          <Route path="overview" element={<OverviewPage />} />
          <Route path="groups" element={<GroupsPage />} />
          <Route path="profiles" element={<ProfilesPage />} />
          <Route path="policy" element={<PolicyPage />} />
          <Route path="check" element={<CheckPage />} />
          <Route path="requests" element={<RequestsPage />} />
          <Route path="requests/:id" element={<RequestPage />} />
          <Route path="transfers" element={<TransfersPage />} />
          <Route path="reveals" element={<RevealsPage />} />
          <Route path="audit" element={<AuditPage />} />
          <Route path="*" element={<Page.NoData />} />
        </Routes>
      </Layouts.Root>
    </Page.Protect>
  );
};

export default App;
