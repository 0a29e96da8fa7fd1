// SPDX-License-Identifier: Apache-2.0
// The page: one playground, full screen, and the only code that touches the location, the history and storage.
import { html, render } from 'lit';
import { icons } from '../element/icons.ts';
import { type Language, language, languages } from '../element/language.ts';
import { LossPlayground } from '../element/loss-playground.ts';
import { strings } from '../element/strings.ts';
import { putTokensInForce, stored, storedTheme, type Theme, themes } from './theme.ts';
import { wantedLanguage } from './wanted-language.ts';

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

const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch' };

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

async function setLanguage(next: Language): Promise<void> {
  try {
    await playground?.speak(next);
  } catch {} // offline: the words stay as they are
  document.documentElement.lang = language();
  draw();
}

function chooseLanguage(next: Language): void {
  stored.set('lang', next);
  // An address that says otherwise would have the last word on the next visit.
  history.replaceState(null, '', `${location.pathname}${location.hash}`);
  setLanguage(next);
}

const link = (state = playground?.permalink) => `${location.origin}${location.pathname}#${state}`;

/** What the tab shows, by name: several are open at once. */
function entitle(): void {
  document.title = `${playground?.caption} – Losscape`;
}

async function share(): Promise<void> {
  try {
    await navigator.clipboard.writeText(
      link(playground?.playing ? playground.permalink : playground?.moment),
    );
    said = strings.shared;
  } catch {
    byHand = link(playground?.moment);
  }
  draw();
  if (byHand) document.querySelector<HTMLInputElement>('.by-hand input')?.select();
  setTimeout(() => {
    said = '';
    draw();
  }, 2500);
}

const square = (icon: 'undo' | 'redo', label: string, help: string, press: () => void, can = false) =>
  html`<button type="button" class="square" aria-label=${label} title=${help} ?disabled=${!can} @click=${press}>${icons[icon]}</button>`;

// On a narrow screen part of the buttons is in a menu, which has done its duty once something in it is chosen.
const closeMore = () => document.querySelector<HTMLElement>('#more:popover-open')?.hidePopover();

function draw(): void {
  if (!header) return;
  const other = languages.find((each) => each !== language()) ?? 'en';
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
  render(
    html`
      <h1><a href="./">loss<span>cape</span></a></h1>
      <p>${strings.tagline}</p>
      <nav aria-label=${strings.pageNav}>
        ${square('undo', strings.undo, strings.undoHelp, () => playground?.undo(), playground?.canUndo)}
        ${square('redo', strings.redo, strings.redoHelp, () => playground?.redo(), playground?.canRedo)}
        <a class="button" title=${strings.lessonsHelp} href="./lessons.html">${strings.lessons}</a>
        <button type="button" title=${strings.shareHelp} @click=${share}>${said || strings.share}</button>
        <button type="button" class="square narrow" popovertarget="more" aria-label=${strings.more} title=${strings.more}>${icons.more}</button>
        <div class="more" id="more" popover @click=${closeMore}>
          <button type="button" class="taken" title=${strings.takeAwayHelp} aria-haspopup="dialog" @click=${() => playground?.takeAway()}>${strings.takeAway}</button>
          <a class="button" href="./losses.html">${strings.catalogue}</a>
          <a class="button" href="./docs.html">${strings.docs}</a>
          <button type="button" class="square" aria-label=${strings.present} title=${strings.presentHelp} @click=${() => playground?.togglePresent()}>${icons.present}</button>
          <button type="button" class="square" lang=${other} aria-label=${`${other.toUpperCase()}: ${languageNames[other]}`} title=${languageNames[other]} @click=${() => chooseLanguage(other)}><span aria-hidden="true">${other.toUpperCase()}</span></button>
          <button type="button" class="square keys" aria-label=${strings.help} title=${strings.help} @click=${() => playground?.showKeys()}>?</button>
          <button type="button" class="square" aria-label=${strings.theme[theme]} title=${strings.theme[theme]} @click=${() => setTheme(next)}>
            ${icons[theme]}
          </button>
        </div>
      </nav>
      <div class="spoken" role="status">${said}</div>
      ${byHand ? html`<label class="by-hand"><span>${strings.shareByHand}</span><input type="text" readonly .value=${byHand} /></label>` : ''}
    `,
    header,
  );
}

/** Writes the state into the address: a new entry for a new thought, the same entry while a slider moves. */
function remember(event: Event): void {
  const { merge, replaces } = (event as CustomEvent<{ merge: boolean; replaces?: boolean }>).detail;
  if (replaces) {
    // Back must not lead to what cannot be.
    clearTimeout(pending);
    history.replaceState(null, '', link());
    return;
  }
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

playground.addEventListener('statechange', (event) => {
  remember(event);
  draw();
});
playground.addEventListener('ready', entitle);

// A page that is loaded again goes on from the step it had reached.
const reached = 'losscape.reached';
addEventListener('pagehide', () => {
  const { moment, permalink, playing } = playground as LossPlayground;
  try {
    sessionStorage.setItem(reached, JSON.stringify({ moment, permalink, playing }));
  } catch {} // storage is forbidden: it begins anew
});
/** What pagehide left of the same address, if this is a reload. */
function before(): { moment: string; playing: boolean } | undefined {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (navigation?.type !== 'reload') return undefined;
  try {
    const left = JSON.parse(sessionStorage.getItem(reached) ?? 'null');
    return left?.permalink === location.hash.slice(1) ? left : undefined;
  } catch {
    return undefined;
  }
}
addEventListener('popstate', () => {
  enter();
  draw();
});
document.addEventListener('keydown', (event) => {
  if (event.target === document.body) playground.keydown(event);
});
// The element writes its own switch of the shortcuts; the page keeps it.
new MutationObserver(() => stored.set('shortcuts', playground.shortcuts)).observe(playground, {
  attributeFilter: ['shortcuts'],
});

/** Loads what the address says. One that says nothing means the opening, which is then written into it. */
function enter(left?: { moment: string; playing: boolean }): void {
  if (left) {
    playground?.load(left.moment, {}, left.playing);
    return;
  }
  const silent = location.hash.length <= 1;
  playground?.load(silent ? opening : location.hash);
  if (silent) history.replaceState(null, '', `${location.search}#${opening}`);
}

document.querySelector('.unserved')?.remove();
playground.site = `${location.origin}${location.pathname}`;
setTheme(storedTheme());
if (stored.get('shortcuts') === 'off') playground.shortcuts = 'off';
enter(before());
if (parent !== window)
  import('./frame.ts').then(
    ({ talkToHost }) => talkToHost(playground),
    () => {}, // offline: the frame keeps its height
  );
setLanguage(wantedLanguage());
