// SPDX-License-Identifier: Apache-2.0
// The menu of a card: its picture as PNG or SVG, its numbers as CSV. Fetched when it is opened.
import { html, nothing, render } from 'lit';
import type { Experiment } from '../experiment.ts';
import { strings } from '../strings.ts';
import { take } from '../styles/take.ts';
import { save, slug } from './save.ts';
import { pictureOf, pixelsOf } from './svg.ts';
import { csvOf, tableOf } from './tables.ts';

/** Until the slowest of the pictures, which are not drawn at every frame, has been drawn anew. */
const settled = 250;

async function redrawn(experiment: Experiment): Promise<void> {
  experiment.renew();
  await new Promise((resolve) => setTimeout(resolve, settled));
}

/** What a card is called, with the step it shows. */
export function headingOf(card: Element, experiment: Experiment): string {
  const select = card.querySelector<HTMLSelectElement>('select.heading');
  const title =
    select?.selectedOptions[0]?.textContent ??
    card.getAttribute('aria-label') ??
    card.querySelector('h2')?.textContent ??
    '';
  return `${title.trim()} · ${strings.readStep} ${experiment.frame?.step ?? 0}`;
}

async function savePicture(card: Element, experiment: Experiment, form: 'svg' | 'png'): Promise<void> {
  const heading = headingOf(card, experiment);
  const picture = await pictureOf(card, heading, experiment.schema.format(experiment.state), () =>
    redrawn(experiment),
  );
  if (form === 'svg') save(`${slug(heading)}.svg`, 'image/svg+xml', picture.svg);
  else save(`${slug(heading)}.png`, 'image/png', await pixelsOf(picture));
}

/** Opens the menu at its button; choosing closes it, and so does Escape or a press elsewhere. */
export function openMenu(button: HTMLElement, card: Element, experiment: Experiment): void {
  const root = button.getRootNode() as ShadowRoot;
  const sheet = take.styleSheet;
  if (sheet && !root.adoptedStyleSheets.includes(sheet))
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const menu = document.createElement('div');
  menu.className = 'take-menu';
  menu.popover = 'auto';
  menu.setAttribute('role', 'group');
  menu.setAttribute('aria-label', strings.takeCard(headingOf(card, experiment)));
  const choose = (work: () => void) => () => {
    menu.hidePopover();
    work();
  };
  const table = tableOf(card, experiment);
  const pictured = card.querySelector('canvas') !== null;
  render(
    html`
      ${
        pictured
          ? html`<button @click=${choose(() => savePicture(card, experiment, 'png'))}>${strings.takePng}</button>
              <button @click=${choose(() => savePicture(card, experiment, 'svg'))}>${strings.takeSvg}</button>`
          : nothing
      }
      ${
        table
          ? html`<button @click=${choose(() => save(`${slug(headingOf(card, experiment))}.csv`, 'text/csv', csvOf(table)))}>${strings.takeCsv}</button>`
          : nothing
      }
    `,
    menu,
  );
  button.after(menu);
  menu.addEventListener('toggle', (event) => {
    if ((event as ToggleEvent).newState === 'closed') {
      menu.remove();
      button.focus();
    }
  });
  menu.showPopover();
  const at = button.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8));
  const below = at.bottom + 4;
  const top = below + menu.offsetHeight < innerHeight ? below : at.top - menu.offsetHeight - 4;
  Object.assign(menu.style, { left: `${left}px`, top: `${top}px` });
  menu.querySelector('button')?.focus();
}
