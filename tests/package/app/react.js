// SPDX-License-Identifier: Apache-2.0
import 'losscape/element';
import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const root = createRoot(document.querySelector('main'));

/** Shows a figure; without a delta, nothing. */
globalThis.show = (delta) => {
  const figure =
    delta && createElement('loss-playground', { data: 'line', losses: `mse,huber:delta=${delta}` });
  root.render(createElement(StrictMode, null, figure));
};
