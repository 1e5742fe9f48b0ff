/** How long work takes, told as it goes: with the time on a CPU, for machines that are not quiet. */
export const seconds = async (what: string, work: () => Promise<unknown>): Promise<number> => {
  const [began, before] = [performance.now(), process.cpuUsage()];
  await work();
  const took = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(before);
  const busy = (user + system) / 1e6;
  console.log(`${what}: ${took.toFixed(2)} s (${busy.toFixed(2)} s on a CPU)`);
  return took;
};
