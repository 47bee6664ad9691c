/** The same random cases in each run, so that a score can be held against the one before. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 1 });
