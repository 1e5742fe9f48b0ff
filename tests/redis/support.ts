import { spawn, type ChildProcess } from 'node:child_process';
import { createConnection, createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A Redis of its own on a free port, that keeps nothing. */
export interface TestRedis {
  readonly url: string;
  start(): Promise<void>;
  /** Ends at once, as a crash does. */
  kill(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.write('PING\r\n');
  });

/**
 * Prepares a server; nothing runs until it is started.
 * @throws from `start` if there is no program `redis-server`: the suite fails, it is not skipped
 */
export const createRedis = async (): Promise<TestRedis> => {
  const port = await freePort();
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  let process: ChildProcess | null = null;

  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const failures: Error[] = [];
      process = spawn('redis-server', options, { stdio: 'ignore' });
      process.once('error', (error) => {
        const needed = 'This suite needs redis-server (Debian: apt-get install redis-server)';
        failures.push(new Error(needed, { cause: error }));
      });
      for (let tries = 0; tries < 200; tries += 1) {
        for (const failure of failures) throw failure;
        if (await answers(port)) return;
        await delay(25);
      }
      throw new Error('redis-server does not answer');
    },
    async kill() {
      const running = process;
      process = null;
      if (!running || running.exitCode !== null) return;
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGKILL');
      await ended;
    },
  };
};
