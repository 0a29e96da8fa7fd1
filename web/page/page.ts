// SPDX-License-Identifier: Apache-2.0
// The page: one playground, full screen, and the only code that touches the location, the history and storage.
import { html, render } from 'lit';
import { icons } from '../element/icons.ts';
import { LossPlayground } from '../element/index.ts';
import { strings } from '../element/strings.ts';
import { putTokensInForce, stored, storedTheme, type Theme, themes } from './theme.ts';

/** What a visitor without a link sees first: nine strong cars whose economy was misread; one loss minds, one does not. */
const opening =
  'losses=mse,huber:delta=0.5&edits=5:198:50,7:215:52,10:170:54,26:200:51,28:193:53,41:180:50,62:175:52,84:175:54,93:215:51';

/** Changes closer together than this belong to one movement and one entry of the history. */
const movement = 1500;
/** Browsers limit how often an address may change. */
const addressInterval = 300;

const playground = document.querySelector('loss-playground');
const header = document.querySelector<HTMLElement>('header.bar');
if (!(playground instanceof LossPlayground) || !header) throw new Error('the page has lost its playground');

putTokensInForce();

let theme: Theme = 'auto';
let said = '';
let byHand = '';
let lastMerge = Number.NEGATIVE_INFINITY;
let pending: ReturnType<typeof setTimeout> | undefined;

function setTheme(next: Theme): void {
  theme = next;
  document.documentElement.dataset.theme = next;
  if (playground) playground.theme = next;
  stored.set('theme', next);
  draw();
}

const link = () => `${location.origin}${location.pathname}#${playground?.permalink}`;

async function share(): Promise<void> {
  try {
    await navigator.clipboard.writeText(link());
    said = strings.shared;
  } catch {
    byHand = link();
  }
  draw();
  if (byHand) document.querySelector<HTMLInputElement>('.by-hand input')?.select();
  setTimeout(() => {
    said = '';
    draw();
  }, 2500);
}

function draw(): void {
  if (!header) return;
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
  render(
    html`
      <h1><a href="./">loss<span>cape</span></a></h1>
      <p>${strings.tagline}</p>
      <nav aria-label=${strings.pageNav}>
        <button type="button" title=${strings.shareHelp} @click=${share}>${said || strings.share}</button>
        <a class="button" href="./docs.html">${strings.docs}</a>
        <button type="button" class="square" aria-label=${strings.help} title=${strings.help} @click=${() => playground?.showKeys()}>?</button>
        <button type="button" class="square" aria-label=${strings.theme[theme]} title=${strings.theme[theme]} @click=${() => setTheme(next)}>
          ${icons[theme]}
        </button>
      </nav>
      <div class="spoken" role="status">${said}</div>
      ${byHand ? html`<label class="by-hand"><span>${strings.shareByHand}</span><input type="text" readonly .value=${byHand} /></label>` : ''}
    `,
    header,
  );
}

/** Writes the state into the address: a new entry for a new thought, the same entry while a slider moves. */
function remember(event: Event): void {
  const { merge } = (event as CustomEvent<{ merge: boolean }>).detail;
  const now = performance.now();
  const sameMovement = merge && now - lastMerge < movement;
  lastMerge = merge ? now : Number.NEGATIVE_INFINITY;
  if (!sameMovement) {
    clearTimeout(pending);
    history.pushState(null, '', link());
    return;
  }
  clearTimeout(pending);
  pending = setTimeout(() => history.replaceState(null, '', link()), addressInterval);
}

playground.addEventListener('statechange', remember);
addEventListener('popstate', () => playground.load(location.hash));
document.addEventListener('keydown', (event) => {
  if (event.target === document.body) playground.keydown(event);
});
// The element writes its own switch of the shortcuts; the page keeps it.
new MutationObserver(() => stored.set('shortcuts', playground.shortcuts)).observe(playground, {
  attributeFilter: ['shortcuts'],
});

setTheme(storedTheme());
if (stored.get('shortcuts') === 'off') playground.shortcuts = 'off';
playground.load(location.hash.length > 1 ? location.hash : opening);
