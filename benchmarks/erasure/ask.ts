import { Agent, get } from 'node:http';

/**
 * A process of its own that asks a server for the same list at fixed times, whether or not the last
 * question was answered, and prints how long each answer took when it is told to end. What the server
 * keeps waiting is measured from the moment at which the question should have been asked.
 */
const [url = '', authorization = '', every = '25'] = process.argv.slice(2);

const agent = new Agent({ keepAlive: true, maxSockets: 20 });
const took: number[] = [];
let asked = 0;

const ask = (): void => {
  const began = performance.now();
  asked += 1;
  get(url, { agent, headers: { authorization } }, (response) => {
    response.resume();
    response.on('end', () => {
      if (response.statusCode !== 200)
        throw new Error(`The server answered ${response.statusCode}`);
      took.push(performance.now() - began);
    });
  }).on('error', (error) => {
    throw error;
  });
};

const timer = setInterval(ask, Number(every));
process.on('message', () => {
  clearInterval(timer);
  // Those on the way count too.
  const wait = setInterval(() => {
    if (asked > took.length) return;
    clearInterval(wait);
    process.send?.(took, undefined, undefined, () => process.exit());
  }, 10);
});
process.send?.('ready');
