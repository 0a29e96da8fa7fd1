// SPDX-License-Identifier: Apache-2.0
// Trains apart from the page; one answer a loss and seed.
import { questionOf, type Trial, trials } from './advice.ts';

export type Answer = Trial | { failed: string };

const post = (answer: Answer) => (self as unknown as { postMessage(m: Answer): void }).postMessage(answer);

self.onmessage = async ({ data }: MessageEvent<string>) => {
  try {
    for await (const trial of trials(questionOf(data))) post(trial);
  } catch (error) {
    post({ failed: (error as Error).message });
  }
};
