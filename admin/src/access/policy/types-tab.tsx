import { useState } from 'react';
import { Badge, Box, Button, Flex, Td, Tr, Typography } from '@strapi/design-system';

import type { PolicyDocument } from '../../../../server/src/access/policy/types';
import type { TypeView } from '../../api/types';
import { DataTable } from '../../components/data-table';
import { useText } from '../../i18n/use-text';
import { readOwner, readPlacement, ungovern } from './type-edits';
import { FieldRules } from './field-rules';
import { TypeForm } from './type-form';

interface Props {
  readonly document: PolicyDocument;
  readonly types: readonly TypeView[];
  readonly canWrite: boolean;
  readonly onChange: (document: PolicyDocument) => void;
}

const HEADERS = ['field.contentType', 'types.group', 'types.owner', 'types.masked'] as const;

/** Which types are governed, and how their records are placed. */
export const TypesTab = ({ document, types, canWrite, onChange }: Props) => {
  const t = useText();
  const [edited, setEdited] = useState<TypeView | null>(null);
  const [masked, setMasked] = useState<TypeView | null>(null);
  return (
    <>
      <DataTable label={t('policy.types')} headers={HEADERS} rowCount={types.length} hasActions>
        {types.map((type) => (
          <TypeRow
            key={type.uid}
            type={type}
            document={document}
            canWrite={canWrite}
            onEdit={() => setEdited(type)}
            onMask={() => setMasked(type)}
            onRelease={() => onChange(ungovern(document, type.uid))}
          />
        ))}
      </DataTable>
      {edited && (
        <TypeForm
          type={edited}
          document={document}
          onSubmit={(next) => {
            onChange(next);
            setEdited(null);
          }}
          onClose={() => setEdited(null)}
        />
      )}
      {masked && (
        <FieldRules
          type={masked}
          document={document}
          onSubmit={(next) => {
            onChange(next);
            setMasked(null);
          }}
          onClose={() => setMasked(null)}
        />
      )}
    </>
  );
};

interface RowProps {
  readonly type: TypeView;
  readonly document: PolicyDocument;
  readonly canWrite: boolean;
  readonly onEdit: () => void;
  readonly onMask: () => void;
  readonly onRelease: () => void;
}

const TypeRow = ({ type, document, canWrite, onEdit, onMask, onRelease }: RowProps) => {
  const t = useText();
  const config = document.contentTypes[type.uid];
  const placement = readPlacement(config?.group);
  const owner = readOwner(config?.owner);
  const withNames = (text: string, names: readonly (string | null)[]) =>
    names.length > 0 && names[0] !== null ? `${text}: ${names.join(', ')}` : text;
  return (
    <Tr>
      <Td>
        <Flex direction="column" alignItems="flex-start">
          <Typography fontWeight="semiBold">{type.displayName}</Typography>
          <Typography variant="pi" textColor="neutral600">
            {type.uid}
          </Typography>
        </Flex>
      </Td>
      <Td>
        {config ? (
          <Typography>
            {withNames(t(`placement.${placement.kind}`), placement.attributes)}
          </Typography>
        ) : (
          <Badge>{t('types.notGoverned')}</Badge>
        )}
      </Td>
      <Td>
        <Typography>
          {config ? withNames(t(`owner.${owner.kind}`), [owner.attribute]) : '–'}
        </Typography>
      </Td>
      <Td>
        <Box maxWidth="18rem" style={{ whiteSpace: 'normal' }}>
          <Typography>{Object.keys(config?.fields ?? {}).join(', ') || '–'}</Typography>
        </Box>
      </Td>
      <Td>
        {canWrite && <TypeActions {...{ type, onEdit, onMask, onRelease }} isGoverned={!!config} />}
      </Td>
    </Tr>
  );
};

interface ActionsProps {
  readonly type: TypeView;
  readonly isGoverned: boolean;
  readonly onEdit: () => void;
  readonly onMask: () => void;
  readonly onRelease: () => void;
}

const TypeActions = ({ type, isGoverned, onEdit, onMask, onRelease }: ActionsProps) => {
  const t = useText();
  const edit = isGoverned ? t('action.edit') : t('types.govern');
  return (
    <Flex gap={2} justifyContent="flex-end">
      <Button
        size="S"
        variant="tertiary"
        onClick={onEdit}
        aria-label={`${edit}: ${type.displayName}`}
      >
        {edit}
      </Button>
      {isGoverned && (
        <Button
          size="S"
          variant="tertiary"
          onClick={onMask}
          aria-label={`${t('rules.edit')}: ${type.displayName}`}
        >
          {t('rules.edit')}
        </Button>
      )}
      {isGoverned && (
        <Button
          size="S"
          variant="danger-light"
          onClick={onRelease}
          aria-label={`${t('types.release')}: ${type.displayName}`}
        >
          {t('types.release')}
        </Button>
      )}
    </Flex>
  );
};
