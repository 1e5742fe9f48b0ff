import { escapeHtml, fill, mailLocale, wordsFor } from '../../mail/render';

/**
 * The page behind the link of a letter. It knows nothing of the request: whatever reference is in the
 * address, it looks the same.
 */
export const confirmPage = (reference: string, token: string, language: string): string => {
  const { page } = wordsFor(language);
  const question = fill(page.question, { kind: escapeHtml(reference) });
  return `<!doctype html>
<html lang="${mailLocale(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(page.title)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.6rem 1.2rem}</style></head>
<body><h1>${escapeHtml(page.title)}</h1><p>${question}</p>
<form method="post" action="verify"><input type="hidden" name="token" value="${escapeHtml(token)}"><button>${escapeHtml(page.button)}</button></form>
</body></html>
`;
};
