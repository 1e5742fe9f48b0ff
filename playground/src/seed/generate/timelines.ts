import { MILESTONES } from '../data/texts';
import type { Generator } from './dataset';
import type { AccountRecord, TimelineEntry } from './types';

/** Entries of a contact's dynamic zone: none for one in two, else one to three of any kind. */
export const createTimelines = ({ random }: Generator) => {
  const milestone = (): TimelineEntry => ({
    component: 'crm.milestone',
    values: { title: random.pick(MILESTONES), reachedOn: random.date(900, 10) },
  });

  const meetingNote = ({ city }: AccountRecord): TimelineEntry => ({
    component: 'crm.meeting-note',
    values: {
      heldOn: random.date(700, 5),
      attendees: random.int(2, 8),
      summary: `Visit to the site in ${city}.`,
    },
  });

  const reference = ({ domain }: AccountRecord): TimelineEntry => ({
    component: 'crm.reference',
    values: { label: 'Profile', url: `https://www.${domain}/team` },
  });

  return (account: AccountRecord): TimelineEntry[] => {
    const length = random.chance(0.5) ? random.int(1, 3) : 0;
    return Array.from({ length }, () => random.pick([milestone, meetingNote, reference])(account));
  };
};
