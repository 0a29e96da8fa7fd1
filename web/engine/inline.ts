// SPDX-License-Identifier: Apache-2.0
// npm "losscape/inline": the same API with the wasm inside the script, for bundlers and pages that cannot move a file.
import wasmBinary from './generated/core-inline.js';
import { load } from './index.ts';

export * from './index.ts';

await load({ wasmBinary: wasmBinary() });
