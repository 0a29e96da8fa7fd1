// SPDX-License-Identifier: Apache-2.0
// Shows what the program prints, for the test to read.
import createNets from './losscape_nets.js';

await createNets({
  print: (text) => {
    document.body.textContent = text;
  },
});
