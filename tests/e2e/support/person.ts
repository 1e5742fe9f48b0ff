import Database from 'better-sqlite3';

/** Somebody whose data the playground holds, and by what they would be recognised. */
export interface Person {
  readonly documentId: string;
  readonly name: string;
  readonly email: string;
  /** All numbers that versions of the record carry. */
  readonly phones: readonly string[];
}

/** A cell that says something about somebody. */
export interface Cell {
  readonly table: string;
  readonly column: string;
  readonly id: unknown;
}

type Row = Record<string, unknown>;

const opened = <T>(file: string, work: (database: Database) => T): T => {
  const database = new Database(file, { readonly: true });
  try {
    return work(database);
  } finally {
    database.close();
  }
};

/** Published contacts with an address of their own, and the texts that only name them. */
const CANDIDATES = `
  select c.document_id as documentId, c.first_name as first, c.last_name as last, c.email as email
  from contacts c
  where c.published_at is not null and c.email is not null
    and (select count(distinct o.document_id) from contacts o where lower(o.email) = lower(c.email)) = 1
    and (select count(distinct o.document_id) from contacts o
         where o.first_name = c.first_name and o.last_name = c.last_name) = 1
    and exists (select 1 from activities a where a.body like '%' || c.first_name || ' ' || c.last_name || '%'
      and a.id not in (select l.activity_id from activities_contact_lnk l
        join contacts k on k.id = l.contact_id where k.document_id = c.document_id))
    and exists (select 1 from activities_contact_lnk l
      join contacts k on k.id = l.contact_id where k.document_id = c.document_id)
    and exists (select 1 from tickets_contact_lnk l
      join contacts k on k.id = l.contact_id where k.document_id = c.document_id)
    and not exists (select 1 from custodian_restrictions r where r.document_id = c.document_id)
  order by c.id`;

/** Somebody of the seeded contacts, with activities and tickets, and named where no link leads. */
export const findPerson = (file: string): Person =>
  opened(file, (database) => {
    const found = database.prepare(CANDIDATES).get() as Row | undefined;
    if (!found) throw new Error('The seed has nobody like that');
    const phones = database
      .prepare('select distinct phone from contacts where document_id = ? and phone is not null')
      .pluck()
      .all(found.documentId) as string[];
    const { documentId, email } = found as { documentId: string; email: string };
    return { documentId, email, name: `${String(found.first)} ${String(found.last)}`, phones };
  });

const SEPARATORS = /[\s().,/_-]/g;

/** Whether a text says by what somebody would be recognised, however it is written. */
const mentions = (text: string, { name, email, phones }: Person): boolean => {
  const lower = text.toLowerCase();
  const bare = lower.replace(SEPARATORS, '');
  return (
    lower.includes(email.toLowerCase()) ||
    lower.includes(name.toLowerCase()) ||
    phones.some((phone) => bare.includes(phone.replace(SEPARATORS, '').replace(/^\+/, '')))
  );
};

/** Every cell of every table that mentions somebody, read past Strapi and the plugin. */
export const cellsAbout = (file: string, person: Person): Cell[] =>
  opened(file, (database) => {
    const tables = database
      .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
      .pluck()
      .all() as string[];
    return tables.flatMap((table) =>
      (database.prepare(`select * from "${table}"`).all() as Row[]).flatMap((row) =>
        Object.entries(row)
          .filter(([, value]) => typeof value === 'string' && mentions(value, person))
          .map(([column]) => ({ table, column, id: row.id }))
      )
    );
  });
