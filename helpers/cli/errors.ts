/** What of a command line cannot be used, in a sentence, or in several. */
export class UsageError extends Error {
  override name = 'UsageError';
}
