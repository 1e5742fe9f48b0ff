export const INDUSTRIES = {
  energy: ['Energy', 'Power', 'Grid'],
  water: ['Water', 'Utilities', 'Hydro'],
  manufacturing: ['Industries', 'Machinery', 'Components'],
  logistics: ['Logistics', 'Freight', 'Shipping'],
  healthcare: ['Medical', 'Health', 'Care'],
  finance: ['Finance', 'Capital', 'Insurance'],
  retail: ['Retail', 'Stores', 'Trading'],
  'public-sector': ['Public Works', 'Services', 'Transit'],
} as const;

export const JOB_TITLES = [
  'Chief executive officer',
  'Chief financial officer',
  'Head of procurement',
  'Procurement manager',
  'Plant manager',
  'Operations manager',
  'Project manager',
  'Maintenance engineer',
  'Process engineer',
  'Energy manager',
  'Site supervisor',
  'Quality manager',
  'Legal counsel',
  'Accountant',
  'Assistant to the board',
  'IT manager',
  'Sustainability officer',
];

export const NOTES = [
  'Prefers a call before noon.',
  'Asked for references in {city}.',
  'On parental leave until the autumn; write to the deputy.',
  'Met at the trade fair in {city}; interested in service contracts.',
  'Wants all offers in writing.',
  'Left a private number for urgent matters: {phone}.',
  'Do not call about invoices; {name} handles technology only.',
  'Complained about a late delivery, settled with a discount.',
  'Decides together with the plant manager.',
  'Birthday greetings welcome, no gifts (company rule).',
  'Speaks English, prefers the local language on the phone.',
];

export const DEAL_SUBJECTS = [
  'Pump renewal',
  'Service contract',
  'Valve retrofit',
  'Metering roll-out',
  'Control system',
  'Filter supply',
  'Pilot plant',
  'Spare parts frame agreement',
  'Heat recovery',
  'Leak detection',
  'Training package',
  'Site audit',
  'Emergency stand-by',
];

export const ACTIVITY_TEXTS = {
  call: {
    subjects: [
      'Follow-up call',
      'Price question',
      'Delivery date',
      'First contact',
      'Reminder of the offer',
    ],
    bodies: [
      'Reached {name}; wants the offer by Friday.',
      'No answer, left a message.',
      '{name} asks for a lower price.',
    ],
  },
  mail: {
    subjects: [
      'Offer sent',
      'Data sheets',
      'Contract draft',
      'Thank you for the visit',
      'Meeting minutes',
    ],
    bodies: [
      'Sent to {email}; waiting for an answer.',
      '{name} confirmed by mail.',
      'Bounced once, then delivered to {email}.',
    ],
  },
  meeting: {
    subjects: [
      'Site visit',
      'Contract negotiation',
      'Quarterly review',
      'Kick-off',
      'Demonstration',
    ],
    bodies: [
      'On site in {city} with {name}.',
      '{name} brought two colleagues; next step is a pilot.',
      'Moved to next month.',
    ],
  },
} as const;

export const TICKET_TEXTS = [
  ['Pump makes a noise', 'Since Monday, at start-up only. {name} can send a recording.'],
  ['Invoice has the wrong address', 'The invoice went to the old site in {city}.'],
  ['Cannot log in to the portal', '{name} gets no mail at {email}.'],
  ['Spare part missing', 'The gasket set was not in the parcel.'],
  ['Sensor reads too low', 'Compared with a second instrument, the value is 4 % off.'],
  ['Delivery is late', 'Promised for last week. Please call {phone}.'],
  ['Manual in another language', 'The crew in {city} needs it in its own language.'],
  ['Change of contact', 'Write to {name} from now on.'],
] as const;

export const MILESTONES = [
  'First order',
  'Framework contract signed',
  'Became a reference',
  'Pilot finished',
  'Renewed for two years',
];
