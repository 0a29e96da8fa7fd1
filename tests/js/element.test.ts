// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

test('the element does nothing where there is no DOM', async () => {
  expect(globalThis.customElements).toBeUndefined();
  const { LossPlayground } = await import('../../web/element/index.ts');
  expect(LossPlayground).toBeUndefined();
  expect(globalThis.customElements).toBeUndefined();
});
