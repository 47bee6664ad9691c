/**
 * The rooms of `helpers` and the direction of their imports, types included:
 *
 *   contract <- config <- http <- checks <- { scenario, report } <- run <- cli, api
 *
 * https://github.com/sverweij/dependency-cruiser/blob/main/doc/rules-reference.md
 */
const ROOMS = {
  contract: [],
  config: ['contract'],
  http: ['contract', 'config'],
  checks: ['contract', 'config', 'http'],
  scenario: ['contract', 'config', 'http', 'checks'],
  report: ['contract', 'config', 'http', 'checks'],
  run: ['contract', 'config', 'http', 'checks', 'scenario', 'report', 'reference'],
  cli: ['contract', 'config', 'http', 'checks', 'report', 'run', 'reference'],
};

const room = (names) => `^helpers/(${names.join('|')})/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that import each other, types included, are one file or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(ROOMS).map(([name, allowed]) => ({
      name: `imports-of-${name}`,
      comment: `helpers/${name} imports only itself and ${allowed.join(', ') || 'packages'}.`,
      severity: 'error',
      from: { path: room([name]) },
      to: { path: '^(helpers|tests|scripts|bench)/', pathNot: room([name, ...allowed]) },
    })),
    {
      name: 'imports-of-reference',
      comment: 'The reference server shares no code with what judges it; only the generated types.',
      severity: 'error',
      from: { path: room(['reference']) },
      to: {
        path: '^(helpers|tests|scripts|bench)/',
        pathNot: '^helpers/(reference/|contract/openapi\\.generated\\.ts$)',
      },
    },
    {
      name: 'imports-of-fixtures',
      comment: 'The fixtures are for scenarios: they know nothing of reports, runs and commands.',
      severity: 'error',
      from: { path: '^helpers/fixtures\\.ts$' },
      to: { path: room(['report', 'run', 'cli', 'reference']) },
    },
    {
      name: 'fixtures-are-for-tests',
      comment: 'Only tests import the fixtures.',
      severity: 'error',
      from: { path: '^helpers/' },
      to: { path: '^helpers/(fixtures|api)\\.ts$' },
    },
    {
      name: 'imports-of-scenarios',
      comment: 'A scenario imports the fixtures and the tables of inputs.',
      severity: 'error',
      from: { path: '^tests/conformance/' },
      to: {
        path: '^(helpers|tests|scripts|bench)/',
        pathNot:
          '^helpers/(fixtures|scenario/(client-forms|credential-cases|guard-forms|invalid-bodies|invalid-ids|request-cases))\\.ts$',
      },
    },
    {
      name: 'two-files-at-the-top',
      comment: 'helpers has api.ts and fixtures.ts at its top; everything else has a room.',
      severity: 'error',
      from: {},
      to: { path: '^helpers/[^/]+$', pathNot: '^helpers/(api|fixtures)\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'] },
  },
};
