import { requireGoverned, type CheckContext, type Path } from './check-context';
import { checkWhere } from './check-where';

const PRINCIPAL = /^(user|admin|token|group|profile):(.+)$/;
const ID = /^[1-9][0-9]*$/;

/** Sharing rules: the content type is governed, the condition fits it, the principal exists. */
export const checkSharingRules = (context: CheckContext): void => {
  (context.document.sharingRules ?? []).forEach((rule, index) => {
    const path = ['sharingRules', index];
    const { contentType, principal, where } = rule ?? {};
    const schema =
      contentType === undefined
        ? undefined
        : requireGoverned(context, contentType, [...path, 'contentType']);
    if (where) {
      checkWhere(context, schema, where, [...path, 'where']);
    }
    if (principal !== undefined) {
      checkPrincipal(context, principal, [...path, 'principal']);
    }
  });
};

const checkPrincipal = (context: CheckContext, principal: string, path: Path): void => {
  const [, kind, name = ''] = PRINCIPAL.exec(principal) ?? [];
  if (kind === 'group' || kind === 'profile') {
    const known = kind === 'group' ? context.groupCodes : context.profileCodes;
    if (!known.has(name)) {
      context.report(path, `UNKNOWN_${kind.toUpperCase()}`, `Unknown ${kind} '${name}'`);
    }
  } else if (!ID.test(name)) {
    const message =
      `Unknown principal '${principal}'; expected user:<id>, admin:<id>, token:<id>, ` +
      `group:<code> or profile:<code>`;
    context.report(path, 'UNKNOWN_PRINCIPAL', message);
  }
};
