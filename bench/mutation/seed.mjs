/** Repeats the random cases of every run, so that scores can be compared. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 1 });
