/** The part of cli-progress that the seed uses; the package brings no types. */
declare module 'cli-progress' {
  export class SingleBar {
    constructor(options: { format: string; stream: NodeJS.WriteStream }, preset: object);
    start(total: number, value: number, payload: Record<string, string>): void;
    increment(by: number): void;
    stop(): void;
  }
  export const Presets: { shades_classic: object };
}
