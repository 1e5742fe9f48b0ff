import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { rootDir } from './paths.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Starts a process that shares this one's terminal and fate: signals are passed on to it, and if it
 * fails or is killed, this process ends with the same code. `ended` resolves when it ended well.
 */
export const startChild = (command, args, options) => {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  const passOn = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, passOn);

  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      process.exit(1);
    });
    child.once('exit', (code, signal) => {
      for (const name of SIGNALS) process.off(name, passOn);
      if (signal) process.exit(128 + constants.signals[signal]);
      if (code !== 0) process.exit(code);
      resolve();
    });
  });
  return { ended };
};

/** Runs a command in the project's root to its end. */
export const run = (command, args, options = {}) =>
  startChild(command, args, { cwd: rootDir, ...options }).ended;

/** Runs npm in the project's root: the very npm that started this script, where one did. */
export const npm = (args) =>
  process.env.npm_execpath
    ? run(process.execPath, [process.env.npm_execpath, ...args])
    : run('npm', args, { shell: process.platform === 'win32' });
