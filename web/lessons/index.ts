// SPDX-License-Identifier: Apache-2.0
// Every lesson, once, in the order in which one leads to the next. A lesson is fetched when it is opened.
import type { Lesson } from './form.ts';

const loaders = {
  'one-step': () => import('./one-step.ts'),
  residuals: () => import('./residuals.ts'),
  backprop: () => import('./backprop.ts'),
  arrows: () => import('./arrows.ts'),
  race: () => import('./race.ts'),
  asymmetric: () => import('./asymmetric.ts'),
  influence: () => import('./influence.ts'),
  outliers: () => import('./outliers.ts'),
  fuel: () => import('./fuel.ts'),
  uncertainty: () => import('./uncertainty.ts'),
  imbalance: () => import('./imbalance.ts'),
  'class-weights': () => import('./class-weights.ts'),
  surrogate: () => import('./surrogate.ts'),
  ranking: () => import('./ranking.ts'),
  margins: () => import('./margins.ts'),
  distances: () => import('./distances.ts'),
  'wrong-loss': () => import('./wrong-loss.ts'),
  digits: () => import('./digits.ts'),
  embeddings: () => import('./embeddings.ts'),
  overfitting: () => import('./overfitting.ts'),
  'noisy-labels': () => import('./noisy-labels.ts'),
  vanishing: () => import('./vanishing.ts'),
  'local-minima': () => import('./local-minima.ts'),
  'trade-off': () => import('./trade-off.ts'),
  'learning-rate': () => import('./learning-rate.ts'),
  optimizers: () => import('./optimizers.ts'),
  'batch-size': () => import('./batch-size.ts'),
  choosing: () => import('./choosing.ts'),
  cost: () => import('./cost.ts'),
  'batch-norm': () => import('./batch-norm.ts'),
  'early-stopping': () => import('./early-stopping.ts'),
  'two-costs': () => import('./two-costs.ts'),
  penalties: () => import('./penalties.ts'),
  stability: () => import('./stability.ts'),
  'own-loss': () => import('./own-loss.ts'),
} satisfies Record<string, () => Promise<{ lesson: Lesson }>>;

export type LessonId = keyof typeof loaders;

export const lessonIds = Object.keys(loaders) as LessonId[];

export const isLesson = (id: string): id is LessonId => (lessonIds as string[]).includes(id);

export const loadLesson = async (id: LessonId): Promise<Lesson> => (await loaders[id]()).lesson;

/** The one after it; none after the last. */
export const nextLesson = (id: LessonId): LessonId | undefined => lessonIds[lessonIds.indexOf(id) + 1];
