import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const EVERY_MS = 200;

/** Does work while another process asks the server for a list; how long its answers took, in ms. */
export const whileAsked = async (
  question: { readonly url: string; readonly authorization: string },
  work: () => Promise<unknown>
): Promise<number[]> => {
  const { url, authorization } = question;
  const child = fork(join(__dirname, 'ask.ts'), [url, authorization, String(EVERY_MS)], {
    execArgv: ['--no-deprecation', '-r', join(__dirname, '..', 'register.js')],
  });
  const [ready] = (await once(child, 'message')) as unknown[];
  if (ready !== 'ready') throw new Error('The asking process has not started');
  await work();
  const answered = once(child, 'message');
  child.send('end');
  const [took] = (await answered) as [number[]];
  return took;
};
