// SPDX-License-Identifier: Apache-2.0
// A program for Node sees the environment it was started in.
Module.preRun = () => Object.assign(ENV, process.env);
