// SPDX-License-Identifier: Apache-2.0
// Trains one claim on all its seeds apart from the page, and posts what each seed says.
import { Trained, type Verdict } from './claims.ts';
import { type Claim, seeds } from './form.ts';
import { type LessonId, loadLesson } from './index.ts';

export type Question = { lesson: LessonId; claim: number };
export type Answer = { verdict: Verdict } | { failed: string };

const post = (answer: Answer) => (self as unknown as { postMessage(m: Answer): void }).postMessage(answer);

self.onmessage = async ({ data }: MessageEvent<Question>) => {
  try {
    const lesson = await loadLesson(data.lesson);
    const claim = lesson.claims[data.claim] as Claim;
    for (const seed of seeds) {
      const trained = new Trained(lesson, seed);
      post({ verdict: await trained.check(claim) });
      trained.dispose();
    }
  } catch (error) {
    post({ failed: (error as Error).message });
  }
};
