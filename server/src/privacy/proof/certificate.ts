import { randomUUID } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { CERTIFICATE_UID } from '../erasure/models';
import { certificateSchema, type RetainedItem } from './claims';
import type { Keyring } from './keyring';
import type { ResidueReport } from './residue';

/** What a certificate is about. */
export interface Statement {
  readonly requestId: number;
  readonly reference: string;
  readonly planDigest: string;
  /** Carried out, by kind and strategy. */
  readonly figures: Readonly<Record<string, number>>;
  readonly report: ResidueReport;
  readonly retained: readonly RetainedItem[];
  /** What the scan could not see, and what keeps bytes beyond the database's reach. */
  readonly notCovered: readonly string[];
  readonly database: string;
}

/** A certificate as the desk hands it out. */
export interface Certificate {
  readonly id: string;
  readonly reference: string;
  /** Compact JWS (RFC 7515), EdDSA; verifiable offline with the published keys. */
  readonly jws: string;
  readonly createdAt: string;
}

/** Signed statements about erasures. */
export interface Certificates {
  /**
   * Signs and stores one, in the open transaction.
   * @throws if the scan found anything without a reason, or the statement holds anything like free text
   */
  issue(statement: Statement): Promise<Certificate>;
  /** @throws NotFoundError */
  get(certificateId: string): Promise<Certificate>;
  /** Those of a request, oldest first. */
  of(requestId: number): Promise<Certificate[]>;
  /** The keys to verify with, as a JSON Web Key Set. */
  publicKeys(): { readonly keys: readonly object[] };
}

interface Row {
  certificateId: string;
  reference: string;
  jws: string;
  createdAt: string | Date;
}

const TYPE = 'custodian-erasure-certificate+jws';
const ISSUER = 'strapi-plugin-custodian';

const toCertificate = ({ certificateId, reference, jws, createdAt }: Row): Certificate => ({
  id: certificateId,
  reference,
  jws,
  createdAt: new Date(createdAt).toISOString(),
});

/** Creates the service; calls expect system scope. */
export const createCertificates = (
  { strapi }: { strapi: Core.Strapi },
  keyring: Keyring
): Certificates => {
  const query = () => strapi.db.query(CERTIFICATE_UID);

  return {
    async issue({ requestId, reference, report, ...statement }) {
      if (report.residue > 0) throw new Error('There is residue: nothing can be certified');
      const now = new Date();
      const certificateId = randomUUID();
      const { residue, retained, names, tables, columns, files, filesNotRead } = report;
      const claims = certificateSchema.parse({
        iss: ISSUER,
        iat: Math.floor(now.getTime() / 1_000),
        jti: certificateId,
        request: reference,
        ...statement,
        scan: { residue, retained, names, tables, columns, files, filesNotRead },
        result: statement.retained.length === 0 ? 'erased' : 'erased-except-retained',
      });
      const row = {
        certificateId,
        requestId,
        reference,
        jws: keyring.sign(claims, TYPE),
        createdAt: now,
      };
      await query().create({ data: row });
      return toCertificate(row);
    },
    publicKeys: () => keyring.publicKeys(),
    async get(certificateId) {
      const row = (await query().findOne({ where: { certificateId } })) as Row | null;
      if (!row) throw new errors.NotFoundError('Certificate not found', { code: 'NOT_FOUND' });
      return toCertificate(row);
    },
    async of(requestId) {
      const rows = await query().findMany({ where: { requestId }, orderBy: { id: 'asc' } });
      return (rows as Row[]).map(toCertificate);
    },
  };
};
