import { Box, Flex, Link, Typography } from '@strapi/design-system';
import { Widget } from '@strapi/strapi/admin';
import { NavLink } from 'react-router-dom';

import { OPEN_STATES } from '../../../server/src/privacy/requests/states';
import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import { useText } from '../i18n/use-text';
import { DaysMark } from '../privacy/deadline-mark';
import { requestPath } from '../privacy/inbox-table';

const SHOWN = 5;
/** Whose view of the data is governed needs one of these besides the right. */
const TASKS = ['handle-requests', 'approve-requests'];

/** On the home page: requests that are the admin user's, or nobody's yet, the most urgent first. */
const RequestsWidget = () => {
  const t = useText();
  const api = useApi();
  const loaded = useLoad('my-requests', async () => {
    const { principal, unrestricted, tasks } = await api.me();
    if (!unrestricted && !TASKS.some((task) => tasks.includes(task))) return null;
    const state = { $in: [...OPEN_STATES] };
    const read = async (assignee: object) =>
      (await api.requests({ state, assignee }, 'dueAt:asc,id:asc', 1, SHOWN)).data;
    const [mine, nobodys] = [await read({ $eq: principal }), await read({ $null: true })];
    return [...mine, ...nobodys]
      .sort((one, other) => Date.parse(one.dueAt) - Date.parse(other.dueAt))
      .slice(0, SHOWN);
  });
  if (loaded.isLoading) return <Widget.Loading />;
  if (loaded.error !== null) return <Widget.Error />;
  if (loaded.data === null) return <Widget.NoPermissions />;
  if (loaded.data.length === 0) return <Widget.NoData>{t('requests.widgetNone')}</Widget.NoData>;
  return (
    <Flex tag="ul" direction="column" alignItems="stretch" gap={3}>
      {loaded.data.map((request) => (
        <Flex tag="li" key={request.id} justifyContent="space-between" gap={4}>
          <Box minWidth={0}>
            <Link tag={NavLink} to={requestPath(request.id)}>
              {request.reference}
            </Link>
            <Typography variant="pi" textColor="neutral600" tag="p">
              {`${t(`requests.kind.${request.kind}`)} · ${
                request.assignee === null
                  ? t('requests.assignee.nobody')
                  : t('requests.assignee.me')
              }`}
            </Typography>
          </Box>
          <DaysMark dueAt={request.dueAt} />
        </Flex>
      ))}
    </Flex>
  );
};

export default RequestsWidget;
