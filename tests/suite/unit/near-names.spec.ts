import { expect, test } from '@playwright/test';
import { explanation, listing } from '../../../helpers/cli/list';
import { requirements } from '../../../helpers/contract/requirements';
import { faults } from '../../../helpers/reference/catalogue';
import { faultPatches } from '../../../helpers/reference/faults';
import { nearNames } from '../../../helpers/reference/near-names';
import { startNamedReference } from '../../../helpers/reference/start';

test.describe('A wrong name', () => {
  test('has the nearest names first, as many as help', () => {
    const ids = requirements.map(({ id }) => id);
    for (const [wrong, near] of [
      ['detach.unlistd', 'detach.unlisted'],
      ['Detach.Unlisted', 'detach.unlisted'],
      ['detach-unlisted', 'detach.unlisted'],
      ['unlisted', 'detach.unlisted'],
      ['user.emial', 'user.email'],
    ]) {
      expect(nearNames(wrong ?? '', ids)[0], wrong).toBe(near);
    }
    expect(nearNames('auth', ids)).toHaveLength(3);
    expect(nearNames('zzzzzzzzzzzz', ids)).toEqual([]);
    expect(nearNames('', Object.keys(faultPatches))).toEqual([]);
  });

  test('of a requirement, a fault or a variant is answered with those that are near', () => {
    const suggestion = /detach\.unlistd\. Did you mean detach\.unlisted\? `list` prints all ids\.$/;
    expect(() => explanation('detach.unlistd')).toThrow(suggestion);
    expect(() => listing('detach.unlistd')).toThrow(suggestion);
    expect(() => explanation('zzzzzzzzzzzz')).toThrow(/zzzz\. `list` prints all ids\.$/);
    expect(() => startNamedReference({ fault: 'never-detach' })).toThrow(
      /^There is no fault "never-detach"\. Did you mean never-detaches\b/,
    );
    expect(() => startNamedReference({ variant: 'decending-order' })).toThrow(
      'Did you mean descending-order?',
    );
  });

  test('is none if it is a chapter or a part of an id: list has statements', () => {
    const all = listing();
    for (const { id, statement } of requirements) {
      expect(all).toContain(id);
      expect(all).toContain(`  ${statement}`);
    }
    const detach = listing('detach.');
    expect(detach).toContain('detach.unlisted');
    expect(detach).not.toContain('user.email');
    expect(listing('credentials')).toContain('auth.invalid');
    expect(listing('credentials')).not.toContain('detach.unlisted');
    expect(listing('Detach.')).toBe(detach);
  });

  test('explain has no list of faults where there is none', () => {
    const unlisted = explanation('detach.unlisted');
    expect(unlisted).toMatch(/^How servers break it, .*:\n {2}never-detaches: /m);
    expect(unlisted).toMatch(
      /^ {2}still-attached {2}A user left out of the list is still attached\.$/m,
    );
    expect(unlisted).toContain('reference --fault never-detaches');
    const breaking = Object.entries(faults).filter(([, { breaks }]) =>
      breaks.includes('detach.unlisted'),
    );
    for (const [name] of breaking) expect(unlisted).toContain(name);
    expect(explanation('client.http2')).not.toContain('How servers break it');
  });
});
