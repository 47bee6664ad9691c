import js from '@eslint/js';
import playwright from 'eslint-plugin-playwright';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules', 'dist', '**/*.generated.ts', 'conformance-report', 'test-results'] },
  js.configs.recommended,
  {
    // The script of the HTML report is JavaScript as browsers take it, and is held to the same.
    files: ['**/*.{ts,tsx}', 'helpers/report/html/client.js'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // TypeScript knows which names there are.
      'no-undef': 'off',
      // Playwright tells what a fixture needs by its first parameter, `{}` for nothing.
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
      // Optional settings of a run leave scenarios out, and the report says which and why.
      'playwright/no-skipped-test': 'off',
      'playwright/no-conditional-in-test': 'off',
    },
  },
);
