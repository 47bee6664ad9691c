import type { Section } from './section';

export const peers: Section = { name: 'peers', title: 'Beside other tools', parts: {} };
