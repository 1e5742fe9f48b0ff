'use strict';

const { json } = require('./output');

const list = (title, reasons) =>
  reasons.length === 0 ? '' : `\n${title}\n${reasons.map(({ text }) => `  - ${text}\n`).join('')}`;

/** Says whether a principal may do something with a record, and every reason for and against. */
const explain = async (services, input) => {
  const question = {
    principal: input.principal,
    contentType: input['content-type'],
    documentId: input['document-id'],
    action: input.action,
  };
  const answer = await services('explain').explain(question);
  if (input.json) return { ok: true, text: json({ ...question, ...answer }) };
  const { principal, action, contentType, documentId } = question;
  const verb = answer.allowed ? 'may' : 'may not';
  const text = [
    `${principal} ${verb} ${action} ${contentType} ${documentId}\n`,
    list('Grants', answer.grants),
    list('Blocks', answer.blocks),
  ].join('');
  return { ok: true, text };
};

module.exports = { explain };
