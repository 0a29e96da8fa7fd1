// SPDX-License-Identifier: Apache-2.0
// The page in a frame of another page: tells that what happens, does what it is asked to, and is as high as its content if
// it is asked to be.
import { type CallId, callIds } from '../element/calls.ts';
import { eventNames } from '../element/experiment.ts';
import type { LossPlayground } from '../element/loss-playground.ts';
import { hint } from '../state-text.ts';

/** Version of the messages. */
const losscape = 1;

// Who holds the frame is not known, and nothing that is told is a secret: data of the visitor's own stay here.
const tell = (message: object) => parent.postMessage({ losscape, ...message }, '*');

async function answer(playground: LossPlayground, id: unknown, call: unknown, args: unknown): Promise<void> {
  try {
    if (!callIds.includes(call as CallId))
      throw new Error(`call: there is no “${call}”; try ${hint(String(call), callIds)}`);
    if (!Array.isArray(args)) throw new Error(`args must be a list, got ${JSON.stringify(args)}`);
    const method = playground[call as CallId] as (...given: unknown[]) => unknown;
    tell({ id, result: await method.apply(playground, args) });
  } catch (error) {
    tell({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

/** Tells the height of the content whenever it is another, unless the page is to be as high as the frame. */
function fitContent(playground: LossPlayground): void {
  let told = 0;
  const measure = () => {
    const free = playground.state.height !== 'fill';
    document.body.classList.toggle('free', free);
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (!free || height === told) return;
    told = height;
    tell({ height });
  };
  new ResizeObserver(measure).observe(document.body);
  for (const name of ['ready', 'statechange']) playground.addEventListener(name, measure);
}

export function talkToHost(playground: LossPlayground): void {
  for (const event of eventNames)
    playground.addEventListener(event, (happened) => {
      const { info: _own, ...detail } = (happened as CustomEvent).detail;
      tell({ event, detail });
    });
  let fits = false;
  addEventListener('message', ({ source, data }) => {
    if (source !== parent || data?.losscape !== losscape) return;
    if (data.fit && !fits) {
      fits = true;
      fitContent(playground);
    }
    if (data.call !== undefined) answer(playground, data.id, data.call, data.args ?? []);
  });
  tell({ event: 'listening', detail: {} });
}
