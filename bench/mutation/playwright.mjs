/** The part of `@playwright/test` that the unit tests use, by Vitest. */
import { describe, expect, test as each } from 'vitest';

export { expect };

export const test = Object.assign((title, body) => each(title, () => body()), { describe });
