/** A barrier that opens once each of its parties has arrived. A party that fails arrives as well. */
export class Barrier {
  private readonly opened: Promise<void>;
  private open: () => void = () => undefined;

  constructor(private missing: number) {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  /** Returns the arrival of one more party, counted at its first call; it resolves once all have arrived. */
  party(): () => Promise<void> {
    let arrived = false;
    return () => {
      if (!arrived && --this.missing <= 0) this.open();
      arrived = true;
      return this.opened;
    };
  }
}
