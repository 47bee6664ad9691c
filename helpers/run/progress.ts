import type { SingleBar } from 'cli-progress';

/** Scenarios between two lines where no line can be replaced, as in a log of CI. */
const EVERY = 20;

/** Progress of a run on standard output: a line that is replaced on a terminal, a few lines elsewhere. */
export class Progress {
  private bar: SingleBar | undefined;
  private done = 0;
  private failing = 0;
  private readonly startedAt = performance.now();

  constructor(private readonly total: number) {}

  /** Draws the bar on a terminal. */
  async start(): Promise<void> {
    if (!process.stdout.isTTY) return;
    const { SingleBar, Presets } = await import('cli-progress');
    this.bar = new SingleBar(
      {
        stream: process.stdout,
        format: '{bar} {value}/{total} scenarios{findings}, {duration} s  {title}',
        barsize: 20,
        clearOnComplete: true,
        fps: 10,
      },
      Presets.shades_classic,
    );
    this.bar.start(this.total, this.done, { findings: this.describeFindings(), title: '' });
  }

  /** Shows which scenario runs. */
  begin(title: string): void {
    this.bar?.update({ title });
  }

  /** Counts a scenario that is over. */
  end(failed: boolean): void {
    this.done++;
    if (failed) this.failing++;
    this.bar?.update(this.done, { findings: this.describeFindings() });
    if (process.stdout.isTTY || (this.done % EVERY !== 0 && this.done !== this.total)) return;
    const seconds = ((performance.now() - this.startedAt) / 1000).toFixed(0);
    process.stdout.write(
      `${String(this.done)}/${String(this.total)} scenarios${this.describeFindings()}, ${seconds} s\n`,
    );
  }

  private describeFindings(): string {
    return this.failing > 0 ? `, ${String(this.failing)} with findings` : '';
  }

  /** Prints a line above the bar. */
  print(line: string): void {
    process.stdout.write(this.bar ? `\r\x1b[K${line}\n` : `${line}\n`);
  }

  /** Removes the bar. */
  stop(): void {
    this.bar?.stop();
  }
}
