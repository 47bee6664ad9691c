/** Mistake in a command line or in a file that it names, in one or more sentences. */
export class UsageError extends Error {
  override name = 'UsageError';
}
