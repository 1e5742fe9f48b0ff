import { Presets, SingleBar } from 'cli-progress';
import type { WriteProgress } from './write/table-buffer';

const FORMAT = '  {name} |{bar}| {value}/{total} rows, {duration_formatted}';
const NAME_WIDTH = 12;

/** A bar per step on a terminal; a line per step where the output goes to a file. */
export const createProgress = (): WriteProgress => {
  const isTerminal = process.stdout.isTTY;
  const bar = new SingleBar({ format: FORMAT, stream: process.stdout }, Presets.shades_classic);

  return {
    start: (name, rows) => {
      if (isTerminal) bar.start(rows, 0, { name: name.padEnd(NAME_WIDTH) });
      else process.stdout.write(`  ${name.padEnd(NAME_WIDTH)} ${rows} rows\n`);
    },
    advance: (rows) => {
      if (isTerminal) bar.increment(rows);
    },
    end: () => {
      if (isTerminal) bar.stop();
    },
  };
};
