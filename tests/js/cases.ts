// SPDX-License-Identifier: Apache-2.0
// Properties are tried on the same cases each time; CASES=7 npm test -- js tries others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.CASES ?? 1) });
