/** Mean cost of a call in ms: elapsed time, and CPU time of this process. */
export interface Cost {
  wall: number;
  cpu: number;
}

/** Calls one after the other, and gives the mean of one. */
export async function costOf(
  calls: number,
  call: (nth: number) => Promise<unknown>,
): Promise<Cost> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let nth = 0; nth < calls; nth++) await call(nth);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wall: wall / calls, cpu: (user + system) / 1000 / calls };
}
