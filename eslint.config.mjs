import { defineConfig, globalIgnores } from 'eslint/config';
import importSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';
import { architecture } from './scripts/lib/architecture.mjs';

const source = 'src/**/*.ts';

export default defineConfig([
  globalIgnores(['dist/', 'out/', '.vscode-test/', '**/*.d.ts']),
  {
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { 'import-sort': importSort },
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export it by name: a name can be searched for and renamed.' },
        {
          selector:
            ':matches(PropertyDefinition, MethodDefinition[kind!="constructor"], TSParameterProperty)[accessibility="private"]',
          message: 'Write `#name`: it is private at run time, too.',
        },
        {
          selector: 'ObjectExpression > SpreadElement > ObjectExpression',
          message: 'Write the properties themselves: a literal needs no spread.',
        },
      ],
      'import-sort/imports': ['error', { groups: [['^\\u0000', '^node:', '^@?\\w', '^', '^\\.\\.', '^\\.']] }],
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A function of an interface that promises may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // Interfaces are written with methods and fulfilled by closures, which need no `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: [source],
    plugins: { architecture },
    rules: {
      'architecture/imports-point-one-way': 'error',
      'architecture/folders-point-one-way': 'error',
      'architecture/no-vscode-in-core': 'error',
      'architecture/undici-in-one-place': 'error',
      'architecture/load-lazily': 'error',
      'architecture/commands-run-in-one-place': 'error',
      'architecture/settings-in-one-place': 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Answers of servers and of the page are read freely where a wrong guess fails the test.
    files: ['test/**', 'scripts/**', '*.js', '*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // Tools that take their configuration as the default export.
    files: ['*.config.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['scripts/make-clips.mjs'], extends: [tseslint.configs.disableTypeChecked] },
]);
