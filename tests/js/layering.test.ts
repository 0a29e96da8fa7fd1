// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { findings, partOf, uses } from '../tools/layering.mjs';

describe('layering', () => {
  it.each([
    ['src/simd.h', 'base'],
    ['src/lane_math/exp.h', 'base'],
    ['src/ir/graph.cc', 'ir'],
    ['src/catalog.h', 'catalog'],
    ['src/catalog_main.cc', 'emscripten'],
    ['emscripten/bindings.cc', 'emscripten'],
    ['web/engine/index.ts', 'engine'],
    ['web/state-text.ts', 'state'],
    ['web/tools/build.mjs', undefined],
    ['tests/cc/ops_test.cc', undefined],
  ])('%s belongs to %s', (file, part) => {
    expect(partOf(file)).toBe(part);
  });

  it('reads includes and every form of import', () => {
    expect(uses('src/ir/grad.cc', '#include "ir/graph.h"\n#  include "error.h"\n#include <vector>')).toEqual([
      'src/ir/graph.h',
      'src/error.h',
    ]);
    const code = `import a from './a.ts'; import '../b.ts'; export * from "../views/c.ts"; import lit from 'lit';
      const d = import('./d.ts'); const w = new URL('./worker.ts', import.meta.url);`;
    expect(uses('web/element/x.ts', code)).toEqual([
      'web/element/a.ts',
      'web/b.ts',
      'web/views/c.ts',
      'web/element/d.ts',
      'web/element/worker.ts',
    ]);
  });

  it.each([
    ['src/ir/graph.cc', '#include "ir/graph.h"', 0],
    ['src/train/trainer.cc', '#include "ir/graph.h"', 0],
    ['src/error.h', '#include "ir/graph.h"', 1],
    ['web/engine/index.ts', "import '../element/index.ts'", 1],
    ['web/element/index.ts', "import '../engine/index.ts'", 0],
    ['web/views/axes.ts', "import '../engine/index.ts'", 1],
    ['web/views/axes.ts', "import './scale.ts'", 0],
    ['web/element/index.ts', 'const here = window.location.hash', 1],
    ['web/element/index.ts', 'location.href = "#"', 1],
    ['web/element/index.ts', '// the page owns location.hash', 0],
    ['web/page/main.ts', 'location.hash = "#"', 0],
  ])('%s with %j breaks %i rules', (file, text, count) => {
    expect(findings(file, text)).toHaveLength(count);
  });
});
