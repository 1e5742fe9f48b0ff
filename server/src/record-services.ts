import { createAccessServices, type AccessParts } from './access/access-services';
import { getExportConfig, getRevealConfig } from './config';
import type { FieldView } from './enforcement/access-rule';
import { createRevealLog, createRevealServices } from './masking/reveals/reveal-services';
import type { AnnotationMap } from './privacy/annotations/compile';

/** Whether a field holds a special category of personal data, as the project's annotations say. */
const createIsSpecial =
  (annotations: () => Promise<AnnotationMap>) =>
  async (uid: string, { steps, attribute }: FieldView): Promise<boolean> => {
    // What a component holds is said of the component.
    const of = steps.at(-1)?.component ?? uid;
    return (await annotations()).attribute(of, attribute)?.classification === 'special';
  };

/** The services about records, of two domains: each keeps things that the other ends. */
export const createRecordServices = (
  parts: Omit<AccessParts, 'kept' | 'exports'>,
  annotations: () => Promise<AnnotationMap>
) => {
  const { strapi } = parts;
  const log = createRevealLog(parts);
  const kept = { endReveals: log.revealExpiry.endAll, forget: log.revealRows.forget };
  const exports = () => getExportConfig(strapi);
  const access = createAccessServices({ ...parts, kept, exports });
  const settings = () => getRevealConfig(strapi);
  const isSpecial = createIsSpecial(annotations);
  return {
    ...access,
    ...log,
    ...createRevealServices({ ...parts, ...access, ...log, settings, isSpecial }),
  };
};
