// SPDX-License-Identifier: Apache-2.0
// Single-key shortcuts. They act only while the element or nothing has the focus, never in a field that takes text.
import type { Experiment } from './experiment.ts';

/** Whether the focused control needs the key for itself. */
export function needsKey(target: EventTarget | undefined, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  const arrow = key.startsWith('Arrow');
  if (target instanceof HTMLInputElement) {
    if (target.type === 'range' || target.type === 'radio') return arrow;
    if (target.type === 'checkbox') return key === ' ';
    return true;
  }
  return key === ' ' && target.matches('button, a, summary');
}

/** Whether keys written into it are text, which has an undo of its own. */
function takesText(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['range', 'radio', 'checkbox', 'file'].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement;
}

/** Undo and redo, as everywhere: Ctrl or Cmd with Z, with Shift too or Y; false when the keys are not these. */
export function pressChord(event: KeyboardEvent, experiment: Experiment): boolean {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || takesText(event.composedPath()[0])) return false;
  if (key === 'z') return event.shiftKey ? experiment.redo() : experiment.undo();
  return key === 'y' && experiment.redo();
}

/** What keys do besides driving the run, where there is such a thing. */
export type PageKeys = Partial<Record<'help' | 'present' | 'take' | 'leave', () => void>>;

/** Does what the key stands for; false when it stands for nothing. */
export function press(key: string, experiment: Experiment, page: PageKeys): boolean {
  const lane = Number(key) - 1;
  if (lane >= 0 && lane < experiment.state.losses.length) {
    experiment.point({ lane: experiment.lane === lane ? -1 : lane });
    return true;
  }
  const actions: Record<string, (() => void) | undefined> = {
    ' ': () => experiment.toggle(),
    ArrowRight: () => experiment.step(),
    ArrowLeft: () => experiment.scrub(Math.max(0, (experiment.frame?.step ?? 0) - 1)),
    r: () => experiment.restart(),
    n: () => experiment.newSeed(),
    p: page.present,
    t: page.take,
    '?': page.help,
  };
  const action = actions[key.length === 1 ? key.toLowerCase() : key];
  action?.();
  return action !== undefined;
}
