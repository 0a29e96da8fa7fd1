// SPDX-License-Identifier: Apache-2.0
// uPlot makes a number format of the browser's language when it is imported, which throws where that is no valid tag
// (WebKitGTK's is `C` under LANG=C). The charts format numbers themselves, so any language does.
import type { Plugin } from 'vite';

const asks = "domEnv ? nav.language : 'en-US'";

export function uplotLocale(): Plugin {
  return {
    name: 'losscape-uplot-locale',
    transform: {
      filter: { id: /uPlot\.esm\.js/ },
      handler(code) {
        if (!code.includes(asks))
          this.error(`uPlot no longer says ${asks}; see whether it still needs a change`);
        return { code: code.replace(asks, "'en-US'"), map: null };
      },
    },
  };
}
