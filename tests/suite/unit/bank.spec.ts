import { expect, test } from '@playwright/test';
import { faults } from '../../../helpers/reference/faults';
import { variants } from '../../../helpers/reference/variants';
import { requirements } from '../../../helpers/requirements';

const levelOf = new Map<string, string>(requirements.map(({ id, level }) => [id, level]));

test.describe('The bank of faults', () => {
  for (const { id } of requirements) {
    test(`has a fault that breaks ${id}`, () => {
      const breaking = faults.filter(({ caughtBy, warns = [] }) =>
        [...caughtBy, ...warns].includes(id),
      );
      expect(
        breaking.length,
        `No fault declares ${id}: write one into helpers/reference/faults that breaks it, and name it in caughtBy or warns.`,
      ).toBeGreaterThan(0);
    });
  }

  for (const { name, caughtBy, warns = [] } of faults) {
    test(`declares what catches ${name}`, () => {
      expect(
        caughtBy.length + warns.length,
        `Nothing is declared to catch ${name}: name the requirements that it breaks in caughtBy (MUST) and warns (SHOULD).`,
      ).toBeGreaterThan(0);
      expect(caughtBy.filter((id) => levelOf.get(id) !== 'MUST')).toEqual([]);
      expect(warns.filter((id) => levelOf.get(id) !== 'SHOULD')).toEqual([]);
    });
  }

  test('has 120 faults and 40 variants at least, each with a name of its own', () => {
    const names = [...faults, ...variants].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(faults.length).toBeGreaterThanOrEqual(120);
    expect(variants.length).toBeGreaterThanOrEqual(40);
  });

  test('has variants that declare warnings alone', () => {
    const declared = variants.flatMap(({ warns = [] }) => warns);
    expect(declared.filter((id) => levelOf.get(id) !== 'SHOULD')).toEqual([]);
  });
});
