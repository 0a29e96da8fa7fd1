// SPDX-License-Identifier: Apache-2.0
// Times losses apart from the page, so that neither disturbs the other. One answer a loss, in the order asked.
import { compareLosses, type LossId } from '../engine/index.ts';

const post = (message: { id: LossId; nanoseconds: number } | { failed: string }) =>
  (self as unknown as { postMessage(m: unknown): void }).postMessage(message);

self.onmessage = async ({ data }: MessageEvent<LossId[]>) => {
  try {
    for (const id of data) {
      const [row] = await compareLosses([id]);
      if (row) post({ id, nanoseconds: row.nanoseconds });
    }
  } catch (error) {
    post({ failed: (error as Error).message });
  }
};
