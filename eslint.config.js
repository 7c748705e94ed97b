import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const impure = 'The pure rooms take time, randomness and the outside from their caller.';
const synchronous = 'The pure rooms are synchronous: an answer comes back as an event.';
const reproducible = 'Engines differ in its last digits: sim/random has exp and log of its own.';

const impureGlobals = [
  'Date',
  'Intl',
  'Promise',
  'WeakRef',
  'FinalizationRegistry',
  'Atomics',
  'SharedArrayBuffer',
  'globalThis',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'crypto',
  'process',
  'console',
  'fetch',
].map((name) => ({ name, message: impure }));

const localeProperties = ['localeCompare', 'toLocaleString', 'toLocaleUpperCase', 'toLocaleLowerCase'].map((property) => ({
  property,
  message: 'The result depends on the locale of the machine: compare with < instead.',
}));

const impureSyntax = [
  { selector: ':function[async=true]', message: synchronous },
  { selector: 'AwaitExpression', message: synchronous },
  { selector: 'ForOfStatement[await=true]', message: synchronous },
  { selector: 'ForInStatement', message: 'The order of keys is no order: iterate an array or a Map.' },
  { selector: "BinaryExpression[operator='**'], AssignmentExpression[operator='**=']", message: reproducible },
  {
    selector:
      "MemberExpression[object.name='Math'][property.name!=/^(abs|ceil|clz32|floor|fround|imul|max|min|random|round|sign|sqrt|trunc|[A-Z][A-Z0-9_]*)$/]",
    message: reproducible,
  },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Draw from a named stream of sim/random.' },
  { selector: "VariableDeclarator[init.name='Math']", message: 'Name Math where it is used, so that its functions can be checked.' },
  {
    selector: "Program > VariableDeclaration[kind!='const'], Program > ExportNamedDeclaration > VariableDeclaration[kind!='const']",
    message: 'State of a module is shared by all runs in a process: keep it in an object.',
  },
];

/** Files of a room import no other room than the allowed ones. Which packages a room may use is checked by test/house/imports.test.ts. */
function closedTo(rooms, why) {
  return ['error', { patterns: [{ regex: `^(\\.\\./)+(${rooms.join('|')})/`, message: why }] }];
}

export default defineConfig(
  globalIgnores(['dist/', 'docs/api/', 'docs/examples/out/', 'node_modules/', '.venv/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      // An index within bounds is known to the loop and not to the compiler; a check of it would cost in the hottest places.
      '@typescript-eslint/no-non-null-assertion': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['core/**/*.ts', 'sim/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': ['error', ...localeProperties],
      'no-restricted-syntax': ['error', ...impureSyntax],
    },
  },
  { files: ['core/**/*.ts'], rules: { 'no-restricted-imports': closedTo(['sim', 'adapters', 'cli', 'test'], 'core imports nothing but core.') } },
  { files: ['sim/**/*.ts'], rules: { 'no-restricted-imports': closedTo(['adapters', 'cli', 'test'], 'sim imports core alone.') } },
  { files: ['adapters/**/*.ts'], rules: { 'no-restricted-imports': closedTo(['sim', 'cli', 'test'], 'adapters import core alone.') } },
  { files: ['cli/**/*.ts'], rules: { 'no-restricted-imports': closedTo(['test'], 'Only tests import tests.') } },
  {
    // The launchers are read by old versions of Node, down to 12, which they then refuse in one line.
    files: ['cli/bin/*.cjs'],
    languageOptions: { ecmaVersion: 2020, sourceType: 'commonjs' },
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "ChainExpression, LogicalExpression[operator='??'], ExportAllDeclaration", message: 'Node 12 does not know this syntax.' },
      ],
    },
  },
  // A suite is one function and a test reads best in one piece.
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
);
