/** Statistics of repeated measurements. */

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Three digits that count, and no exponent. */
export function short(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** The median, and the least and the most. */
export function spread(values: readonly number[], unit: string): string {
  if (values.length === 1) return `${short(median(values))} ${unit} (timed once)`;
  return `${short(median(values))} ${unit} (${short(Math.min(...values))} to ${short(Math.max(...values))})`;
}

/** Each of the first over the one of the second that was measured beside it. */
export function ratios(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, index) => value / (others[index] ?? Number.NaN));
}

/** The exponent of the power law through the points: the slope of log y over log x. */
export function exponent(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (at: 0 | 1) => logs.reduce((sum, point) => sum + point[at], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const products = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const squares = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return products / squares;
}

/** Both exponents: of all points, and of the two largest, where what is fixed weighs least. */
export function growth(points: readonly (readonly [x: number, y: number])[]): string {
  const all = exponent(points);
  const end = exponent(points.slice(-2));
  const word = Math.max(all, end) <= 1.1 ? 'no worse than linear' : 'WORSE THAN LINEAR';
  return `Exponent ${all.toFixed(2)}; between the two largest alone ${end.toFixed(2)}: ${word}.`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
