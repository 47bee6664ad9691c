/**
 * A barrier that opens once each of its parties has arrived. A party that fails arrives as well. It opens
 * at a limit, too: a target may serve the first connections before it accepts the others.
 */
export class Barrier {
  private readonly opened: Promise<number>;
  private open: () => void = () => undefined;
  private limit: NodeJS.Timeout | undefined;

  /** @param limitMs limit on the time from the first arrival to the last, in ms */
  constructor(
    private missing: number,
    private readonly limitMs: number,
  ) {
    this.opened = new Promise((resolve) => {
      this.open = () => {
        clearTimeout(this.limit);
        resolve(performance.now());
      };
    });
  }

  /**
   * Returns the arrival of one more party, counted at its first call. It resolves once the barrier is
   * open, with the time at which it opened, by performance.now().
   */
  party(): () => Promise<number> {
    let arrived = false;
    return () => {
      this.limit ??= setTimeout(this.open, this.limitMs);
      if (!arrived && --this.missing <= 0) this.open();
      arrived = true;
      return this.opened;
    };
  }
}
