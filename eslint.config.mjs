import js from '@eslint/js';
import playwright from 'eslint-plugin-playwright';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules', 'dist', '**/*.generated.ts', 'conformance-report', 'test-results'] },
  js.configs.recommended,
  {
    // The script of the HTML report is JavaScript for browsers; the rules are the same.
    files: ['**/*.{ts,tsx}', 'helpers/report/html/client.js'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // TypeScript checks names.
      'no-undef': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'Identifier[name=/^(MOST|LEAST)_/]', message: 'Name a bound MAX_* or MIN_*.' },
        {
          selector:
            ':matches(ObjectExpression, ArrayExpression) > SpreadElement > :matches(ObjectExpression, ArrayExpression)',
          message: 'Write the properties or items without the spread.',
        },
      ],
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      // Playwright reads the needs of a fixture from its first parameter, `{}` for none.
      'no-empty-pattern': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: false }],
    },
  },
  {
    files: ['tests/**/*.spec.ts'],
    extends: [playwright.configs['flat/recommended']],
    rules: {
      // A scenario's assertions are the checks of its fixtures.
      'playwright/expect-expect': 'off',
      // Optional settings of a run leave scenarios out, and the report gives the reason.
      'playwright/no-skipped-test': 'off',
      'playwright/no-conditional-in-test': 'off',
    },
  },
);
