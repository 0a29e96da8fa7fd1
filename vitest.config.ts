// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const minutes = 60_000;
const shared = { root: fileURLToPath(new URL('.', import.meta.url)), environment: 'node' };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'js',
          setupFiles: ['tests/js/cases.ts'],
          include: ['tests/js/**/*.test.ts'],
          testTimeout: 5 * minutes,
          hookTimeout: 5 * minutes,
        },
      },
      {
        test: {
          ...shared,
          name: 'lessons',
          include: ['tests/lessons/**/*.test.ts'],
          testTimeout: 5 * minutes,
          hookTimeout: 5 * minutes,
        },
      },
      {
        // Conditions are waited for up to two minutes each (harness.ts); the limit of a whole test is a last resort.
        test: {
          ...shared,
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          maxWorkers: 2,
          testTimeout: 10 * minutes,
          hookTimeout: 10 * minutes,
        },
      },
      {
        test: {
          ...shared,
          name: 'package',
          include: ['tests/package/**/*.test.ts'],
          testTimeout: 5 * minutes,
          hookTimeout: 5 * minutes,
        },
      },
    ],
  },
});
