import { useRef, useState, type ChangeEvent } from 'react';
import { Box, Button, Flex, Typography } from '@strapi/design-system';
import { Check, Download, Upload } from '@strapi/icons';

import type { PolicyDocument } from '../../../../server/src/access/policy/types';
import { useApi } from '../../api/client';
import { useErrorText } from '../../api/use-action';
import type { ActivePolicy } from '../../api/types';
import { download } from '../../components/download';
import { Problem } from '../../components/states';
import { useText } from '../../i18n/use-text';
import { DocumentEditor } from './document-editor';
import { formatDocument, lineOfPath, writePath } from './json-lines';
import { problemsOf, type PolicyProblem } from './problems';

interface Props {
  readonly active: ActivePolicy;
  readonly document: PolicyDocument;
  readonly canWrite: boolean;
  readonly onChange: (document: PolicyDocument) => void;
}

/** What came of checking the text: nothing yet, all well, problems by path, or another failure. */
type Verdict =
  | null
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[]; readonly of: unknown }
  | { readonly kind: 'failed'; readonly message: string };

/** The policy as the document it is: edited as text, checked by the server, taken in and out as a file. */
export const DocumentTab = ({ active, document, canWrite, onChange }: Props) => {
  const api = useApi();
  const errorText = useErrorText();
  const [text, setText] = useState(formatDocument(document));
  const [verdict, setVerdict] = useState<Verdict>(null);
  const [isBusy, setBusy] = useState(false);

  /** A document that is accepted becomes the draft; any other stays a text in the editor. */
  const check = async (source: string) => {
    setBusy(true);
    let parsed: unknown;
    try {
      parsed = JSON.parse(source);
      setText(formatDocument(parsed));
      const { document: accepted } = await api.compare(parsed);
      onChange(accepted);
      setVerdict({ kind: 'valid' });
    } catch (error) {
      const problems = problemsOf(error);
      if (error instanceof SyntaxError) setVerdict({ kind: 'failed', message: error.message });
      else if (problems) setVerdict({ kind: 'invalid', problems, of: parsed });
      else setVerdict({ kind: 'failed', message: errorText(error) });
    } finally {
      setBusy(false);
    }
  };

  const open = (source: string) => {
    setText(source);
    void check(source);
  };

  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Toolbar {...{ active, canWrite, isBusy }} onCheck={() => void check(text)} onFile={open} />
      <VerdictView verdict={verdict} />
      <DocumentEditor value={text} isDisabled={!canWrite} onChange={setText} />
    </Flex>
  );
};

interface ToolbarProps {
  readonly active: ActivePolicy;
  readonly canWrite: boolean;
  readonly isBusy: boolean;
  readonly onCheck: () => void;
  readonly onFile: (text: string) => void;
}

const Toolbar = ({ active, canWrite, isBusy, onCheck, onFile }: ToolbarProps) => {
  const t = useText();
  const file = useRef<HTMLInputElement>(null);
  const readFile = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const source = await target.files?.[0]?.text();
    target.value = '';
    if (source !== undefined) onFile(source);
  };
  return (
    <Flex gap={2} wrap="wrap">
      {canWrite && (
        <>
          <Button startIcon={<Check />} loading={isBusy} onClick={onCheck}>
            {t('document.check')}
          </Button>
          <Button variant="tertiary" startIcon={<Upload />} onClick={() => file.current?.click()}>
            {t('document.import')}
          </Button>
          <input
            ref={file}
            type="file"
            accept="application/json,.json"
            hidden
            aria-label={t('document.import')}
            onChange={(event) => void readFile(event)}
          />
        </>
      )}
      <Button variant="tertiary" startIcon={<Download />} onClick={() => save(active)}>
        {t('document.export')}
      </Button>
    </Flex>
  );
};

const save = ({ version, document }: ActivePolicy): void => {
  const text = `${formatDocument(document)}\n`;
  download(new Blob([text], { type: 'application/json' }), `policy-${version}.json`);
};

const VerdictView = ({ verdict }: { verdict: Verdict }) => {
  const t = useText();
  if (verdict === null) return null;
  if (verdict.kind === 'failed') return <Problem text={verdict.message} />;
  if (verdict.kind === 'valid')
    return (
      <Box background="success100" padding={4} hasRadius role="status">
        <Typography textColor="success700">{t('document.valid')}</Typography>
      </Box>
    );
  return (
    <Box background="danger100" padding={4} hasRadius role="alert">
      <Typography textColor="danger700" fontWeight="bold">
        {t('review.invalid', { count: verdict.problems.length })}
      </Typography>
      <ul>
        {verdict.problems.map(({ path, message }) => (
          <li key={`${writePath(path)} ${message}`}>
            <Typography textColor="danger700">
              {t('document.problem', {
                line: lineOfPath(verdict.of, path),
                path: writePath(path),
                message,
              })}
            </Typography>
          </li>
        ))}
      </ul>
    </Box>
  );
};
