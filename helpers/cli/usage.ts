/** What of a command line cannot be used, in a sentence. */
export class UsageError extends Error {
  override name = 'UsageError';
}
