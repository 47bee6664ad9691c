/** What the unit specs use of `@playwright/test`, in terms of Vitest. */
import { describe, expect, test as each } from 'vitest';

export { expect };

export const test = Object.assign((title, body) => each(title, () => body()), { describe });
