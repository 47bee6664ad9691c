import { combine } from '../../../helpers/reference/patches';
import { startReference } from '../../../helpers/reference/server';
import { longToken } from '../support/long-token';
import { having, reportOf, targetOf } from '../support/run';
import { fault } from '../support/servers';
import { expect, test } from '../support/test';
import { unpacked, written } from '../support/written';

/** Characters of a token in a row that nobody may see. */
const TELLING = 12;

/** The pieces of a token at all of its positions. */
function piecesOf(token: string): Set<string> {
  const pieces = new Set<string>();
  for (let at = 0; at + TELLING <= token.length; at++) pieces.add(token.slice(at, at + TELLING));
  return pieces;
}

/** Returns the pieces in a text, and in the text without what is between the letters of a pattern. */
function leaksIn(text: string, pieces: ReadonlySet<string>): string[] {
  const spelled = text.replaceAll(/\(\?:(.)\|[^)]*\)/g, '$1');
  return [text, spelled].flatMap((each) => {
    const leaks: string[] = [];
    for (let at = 0; at + TELLING <= each.length; at++) {
      const piece = each.slice(at, at + TELLING);
      if (pieces.has(piece)) leaks.push(piece);
    }
    return leaks;
  });
}

const repeating = combine(
  fault('refusal-repeats-the-token'),
  fault('refusal-repeats-the-token-in-a-header'),
);

for (const [length, patch, warnings] of [
  [4281, undefined, []],
  [8192, undefined, []],
  [8192, repeating, ['auth.no-echo']],
] as const) {
  test(
    `A token of ${String(length)} characters is in no output of a run${patch ? ', if the server repeats it' : ''}`,
    { tag: '@long' },
    async ({ conformance }) => {
      const token = longToken(length);
      const server = await startReference({ token, ...(patch && { patch }) });
      const run = await conformance(targetOf(server));
      await server.close();
      expect(run.stderr).toBe('');
      expect(run.exitCode).toBe(0);
      const report = reportOf(run);
      expect(report.verdict).toBe('conformant');
      expect(having(report, 'failed', 'warning')).toEqual(warnings);

      const pieces = piecesOf(token);
      const alternatives = Array.from(token.slice(0, 40), (letter) => `(?:${letter}|x)`).join('');
      expect(leaksIn(alternatives, pieces)).not.toEqual([]);
      for (const [file, text] of written(run)) {
        const leaks = unpacked(text).flatMap((each) => leaksIn(each, pieces));
        expect(leaks.slice(0, 3), file).toEqual([]);
      }
    },
  );
}
