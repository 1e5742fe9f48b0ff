import type { Annotations } from '../annotations/annotations';
import type { Discovery, SubjectQuery } from '../discovery/discovery';
import type { Identifier } from '../discovery/needles';
import type { DocumentKey, Records } from '../discovery/records';
import type { AnnotationMap } from '../annotations/compile';
import type { Places } from '../plan/places';
import { collect, type Collected, type PackageProfile } from './collect';
import { createThirdParties, type ThirdParties } from './third-parties';

/** Collects what there is about a data subject, with what belongs to others replaced. */
export type Collecting = (
  subject: SubjectQuery,
  profile: PackageProfile,
  lifted: (kind: string, value: string) => boolean
) => Promise<{ readonly pieces: AsyncGenerator<Collected>; readonly others: ThirdParties }>;

/** What it works with. */
export interface CollectingInput {
  readonly discovery: Discovery;
  readonly annotations: Pick<Annotations, 'current'>;
  readonly places: Places;
  readonly records: Records;
  readonly harvest: (
    roots: readonly DocumentKey[],
    annotations: AnnotationMap
  ) => Promise<Identifier[]>;
  readonly country: () => string | undefined;
}

/** Creates the collection; runs as system. */
export const createCollecting = (input: CollectingInput): Collecting => {
  const { discovery, annotations, places, records, harvest, country } = input;

  /** The data subjects that a record leads to, besides the one who asks. */
  const othersIn = async (
    { uid, documentId }: DocumentKey,
    own: ReadonlySet<string>,
    known: AnnotationMap
  ): Promise<Identifier[]> => {
    const rows = await records.rowsOf(uid, [documentId]);
    const people: DocumentKey[] = [];
    for (const { relations } of known.contentTypes.get(uid)?.subjectPaths ?? [])
      if (relations.length === 1 && relations[0] !== undefined)
        people.push(...(await records.pointedAtBy(relations[0], rows)));
    const strangers = people.filter((one) => !own.has(`${one.uid} ${one.documentId}`));
    return harvest(strangers, known);
  };

  return async (subject, profile, lifted) => {
    const known = await annotations.current();
    const needles = discovery.needlesFor(subject);
    const others = createThirdParties(needles, lifted, country());
    const own = new Set(subject.roots.map(({ uid, documentId }) => `${uid} ${documentId}`));
    const pieces = collect(
      discovery,
      subject,
      {
        annotations: known,
        needles,
        profile,
        others,
        modelOf: (uid) => records.model(uid),
        typeOf: (uid, attribute) => places.shapeOf(uid, attribute).type,
        othersIn: (document) => othersIn(document, own, known),
      },
      async (found) => (await places.placeOf(found)).value
    );
    return { pieces, others };
  };
};
