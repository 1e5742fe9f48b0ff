import { Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';

import type { RecordKey } from '../api/types';
import { useRecordNames } from '../api/use-names';

/** The record that a reveal is about, by its name. */
export const RevealedRecord = ({ contentType, documentId }: RecordKey) => {
  const nameOf = useRecordNames(contentType, [documentId]);
  return (
    <Flex direction="column" alignItems="flex-start">
      <Link tag={NavLink} to={`/content-manager/collection-types/${contentType}/${documentId}`}>
        {nameOf(documentId)}
      </Link>
      <Typography variant="pi" textColor="neutral600">
        {contentType}
      </Typography>
    </Flex>
  );
};
