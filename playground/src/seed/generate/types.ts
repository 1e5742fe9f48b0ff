/** What the generator makes: plain records that know nothing of tables. Links are indexes. */

export interface AccountRecord {
  documentId: string;
  name: string;
  country: string;
  city: string;
  domain: string;
  industry: string;
  employees: number;
  createdAt: Date;
  /** index of the colleague who owns it */
  owner: number;
  /** code of the sales region its country lies in, or of the UN M49 region where there is none */
  region: string;
}

export interface TimelineEntry {
  component: 'crm.milestone' | 'crm.meeting-note' | 'crm.reference';
  values: Record<string, string | number>;
}

export interface ContactFields {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  birthDate: string;
  creditLimit: number;
  notes: string | null;
  jobTitle: string;
}

export interface ContactRecord {
  documentId: string;
  account: number;
  owner: number;
  fields: ContactFields;
  address: { street: string; postcode: string; city: string; country: string };
  timeline: TimelineEntry[];
  photo: number | null;
  createdAt: Date;
  publishedAt: Date | null;
  /** set on a published contact whose draft has been changed since */
  draft: { fields: Partial<ContactFields>; account: number; updatedAt: Date } | null;
}

export interface DealRecord {
  documentId: string;
  account: number;
  contacts: number[];
  owner: number;
  group: string;
  title: string;
  stage: string;
  value: number;
  currency: string;
  closeDate: string;
  createdAt: Date;
}

export interface ActivityRecord {
  documentId: string;
  contact: number | null;
  account: number | null;
  deal: number | null;
  owner: number;
  kind: string;
  subject: string;
  body: string;
  at: Date;
}

export interface TicketRecord {
  documentId: string;
  account: number;
  contact: number | null;
  owner: number;
  subject: string;
  state: string;
  priority: string;
  description: string;
  createdAt: Date;
}

export interface ProductRecord {
  documentId: string;
  sku: string;
  price: number;
  createdAt: Date;
  locales: { locale: string; name: string; description: string; published: boolean }[];
}

export interface PhotoRecord {
  documentId: string;
  createdAt: Date;
  file: string;
  svg: string;
}

export interface Dataset {
  accounts: AccountRecord[];
  contacts: ContactRecord[];
  deals: DealRecord[];
  activities: ActivityRecord[];
  tickets: TicketRecord[];
  products: ProductRecord[];
  photos: PhotoRecord[];
}
