// SPDX-License-Identifier: Apache-2.0
// Put before programs for Node: hands them the environment, which GoogleTest reads to deal out its tests.
Module.preRun = [
  () => {
    Object.assign(ENV, process.env);
  },
];
