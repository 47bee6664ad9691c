import type { Section } from './section';

export const growth: Section = { name: 'growth', title: 'Growth', parts: {} };
