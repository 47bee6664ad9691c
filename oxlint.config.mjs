import playwright from 'eslint-plugin-playwright';
import { defineConfig } from 'oxlint';

const asErrors = (prefix, names) =>
  Object.fromEntries(names.split(/\s+/).map((name) => [prefix + name, 'error']));

/** ESLint's recommended rules, except for those that are on by default. */
const PLAIN = asErrors(
  '',
  `no-array-constructor no-case-declarations no-empty no-empty-function no-fallthrough
   no-prototype-builtins no-redeclare no-regex-spaces no-unexpected-multiline no-useless-assignment
   no-useless-constructor no-var prefer-const prefer-rest-params prefer-spread preserve-caught-error`,
);

/** The strict and stylistic rules of typescript-eslint, except for those that are on by default. */
const TYPED = asErrors(
  'typescript/',
  `adjacent-overload-signatures array-type ban-ts-comment ban-tslint-comment
   class-literal-property-style consistent-generic-constructors consistent-type-assertions
   dot-notation no-confusing-non-null-assertion no-confusing-void-expression no-deprecated
   no-dynamic-delete no-empty-object-type no-explicit-any no-extraneous-class
   no-generated-empty-object-type no-inferrable-types no-invalid-void-type no-misused-promises
   no-mixed-enums no-namespace no-non-null-asserted-nullish-coalescing no-non-null-assertion
   no-require-imports no-unnecessary-boolean-literal-compare no-unnecessary-condition
   no-unnecessary-template-expression no-unnecessary-type-arguments no-unnecessary-type-assertion
   no-unnecessary-type-constraint no-unnecessary-type-conversion no-unnecessary-type-parameters
   no-unsafe-argument no-unsafe-assignment no-unsafe-call no-unsafe-enum-comparison
   no-unsafe-function-type no-unsafe-member-access no-unsafe-return
   non-nullable-type-assertion-style only-throw-error prefer-find prefer-for-of
   prefer-function-type prefer-includes prefer-literal-enum-member prefer-nullish-coalescing
   prefer-optional-chain prefer-promise-reject-errors prefer-reduce-type-parameter prefer-regexp-exec
   prefer-return-this-type prefer-string-starts-ends-with related-getter-setter-pairs require-await
   unified-signatures use-unknown-in-catch-callback-variable`,
);

export default defineConfig({
  ignorePatterns: ['dist', '**/*.generated.ts', 'conformance-report', 'test-results'],
  plugins: ['typescript'],
  categories: { correctness: 'error' },
  // Types are checked in the same pass, by TypeScript's own compiler.
  options: { typeAware: true, typeCheck: true },
  rules: PLAIN,
  overrides: [
    {
      // The script of the HTML report is JavaScript for browsers; the rules are the same.
      files: ['**/*.{ts,tsx}', 'helpers/report/html/client.js'],
      rules: {
        ...TYPED,
        'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
        // Playwright reads the needs of a fixture from its first parameter, `{}` for none.
        'no-empty-pattern': 'off',
        // Only texts are sorted without a function.
        'typescript/require-array-sort-compare': 'off',
        'typescript/restrict-plus-operands': [
          'error',
          {
            allowAny: false,
            allowBoolean: false,
            allowNullish: false,
            allowNumberAndString: false,
          },
        ],
        'typescript/restrict-template-expressions': ['error', { allowNumber: false }],
        'typescript/return-await': ['error', 'error-handling-correctness-only'],
      },
    },
    {
      files: ['tests/**/*.spec.ts'],
      jsPlugins: ['eslint-plugin-playwright'],
      rules: {
        ...playwright.configs['flat/recommended'].rules,
        'no-empty-pattern': 'off',
        // A scenario's assertions are the checks of its fixtures.
        'playwright/expect-expect': 'off',
        // Optional settings of a run leave scenarios out, and the report gives the reason.
        'playwright/no-skipped-test': 'off',
        'playwright/no-conditional-in-test': 'off',
      },
    },
  ],
});
