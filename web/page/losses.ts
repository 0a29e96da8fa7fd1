// SPDX-License-Identifier: Apache-2.0
// The loss catalogue: every loss with its picture, sorted and filtered by what was measured of it. Its address holds the
// question, so that a link gives the same answer.
import { html, nothing, render } from 'lit';
import { select } from '../element/controls.ts';
import { Look } from '../element/look.ts';
import { controls } from '../element/styles/controls.ts';
import { catalog, type LossId } from '../engine/generated/catalog.ts';
import { lossNotes } from '../engine/generated/loss-notes.ts';
import { lossCurves } from '../engine/loss-curve.ts';
import { influenceDistances } from '../engine/notes.ts';
import { formatCount } from '../views/format.ts';
import { CostRun } from './cost-run.ts';
import {
  answer,
  type Entry,
  everything,
  facts,
  formatQuery,
  parseQuery,
  problems,
  type Query,
  type Sort,
  sorts,
  takes,
} from './losses-query.ts';
import { type Host, Row } from './losses-row.ts';
import { words } from './losses-words.ts';
import { putTokensInForce, storedTheme } from './theme.ts';

/** Rows put in place at once; the others follow while the browser is idle. */
const firstRows = 16;
const moreRows = 24;
/** Browsers limit how often an address may change. */
const addressInterval = 300;

document.documentElement.dataset.theme = storedTheme();
document.querySelector('.unserved')?.remove();
putTokensInForce();
if (controls.styleSheet) document.adoptedStyleSheets.push(controls.styleSheet);

/** Where there is no room, filters are folded away until they are used. */
const roomy = matchMedia('(min-width: 621px)');

const place = (id: string) => document.getElementById(id) as HTMLElement;
const look = new Look(document.body, () => {
  look.read();
  host.theme = look.theme;
  for (const row of rows.values()) row.draw();
});

const entries: Entry[] = catalog.losses.map((loss) => ({ loss, notes: lossNotes[loss.id as LossId] }));
const families = [...new Set(catalog.losses.map(({ family }) => family))];
const rows = new Map<string, Row>();
let query: Query = parseQuery(location.hash);
let shown: Entry[] = [];
let pending: ReturnType<typeof setTimeout> | undefined;
let filling = 0;

const host: Host = {
  theme: look.theme,
  curves: undefined,
  at: query.at,
  open: query.open,
  toggle: (id) => ask({ open: query.open === id ? '' : id }),
};

const costs = new CostRun(entries, (entry) => {
  if (entry) rows.get(entry.loss.id)?.update();
  // Rows must not jump about while they are read: a new order waits for the end.
  if (!costs.running && query.sort === 'cost') list();
  drawQuestion();
});

/** A new question; the address follows it. */
function ask(change: Partial<Query>): void {
  const before = query;
  query = { ...query, ...change };
  host.at = query.at;
  host.open = query.open;
  for (const id of new Set([before.open, query.open])) rows.get(id)?.update();
  if (before.at !== query.at) for (const row of rows.values()) row.update();
  if (Object.keys(change).some((key) => key !== 'open')) list();
  drawQuestion();
  clearTimeout(pending);
  pending = setTimeout(() => {
    const text = formatQuery(query);
    history.replaceState(null, '', text ? `#${text}` : location.pathname);
  }, addressInterval);
}

/** Draws a row's curve once it comes near the view, a few a frame. */
const near = new Set<Row>();
let drawing = 0;
const sight = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      const row = rows.get(target.id.slice('loss-'.length));
      if (!row) continue;
      if (isIntersecting) near.add(row);
      else near.delete(row);
    }
    drawNear();
  },
  { rootMargin: '300px' },
);

function drawNear(): void {
  if (drawing || near.size === 0 || !host.curves) return;
  drawing = requestAnimationFrame(() => {
    drawing = 0;
    const end = performance.now() + 6;
    for (const row of near) {
      near.delete(row);
      row.draw();
      if (performance.now() > end) break;
    }
    drawNear();
  });
}

function rowOf(entry: Entry): Row {
  const known = rows.get(entry.loss.id);
  if (known) return known;
  const row = new Row(entry, host);
  rows.set(entry.loss.id, row);
  sight.observe(row.element);
  return row;
}

const idle = (work: () => void) =>
  'requestIdleCallback' in globalThis
    ? requestIdleCallback(work, { timeout: 120 })
    : (setTimeout(work, 16) as unknown as number);

/** Puts the rows that answer the question in place. */
function list(): void {
  shown = answer(entries, query);
  drawHead();
  const body = place('rows');
  const turn = ++filling;
  body.replaceChildren(...shown.slice(0, firstRows).map((entry) => rowOf(entry).element));
  const fill = (from: number) => {
    if (turn !== filling || from >= shown.length) return;
    body.append(...shown.slice(from, from + moreRows).map((entry) => rowOf(entry).element));
    idle(() => fill(from + moreRows));
  };
  idle(() => fill(firstRows));
}

/** A column's first click puts the smallest first, the next turns it round, the third lets go. */
function turnSort(sort: Sort): void {
  if (query.sort !== sort) ask({ sort, falling: false });
  else if (!query.falling) ask({ falling: true });
  else ask({ sort: '', falling: false });
}

function drawHead(): void {
  const column = (sort: Sort) => {
    const here = query.sort === sort;
    return html`<div role="columnheader" class="figure ${sort}" aria-sort=${here ? (query.falling ? 'descending' : 'ascending') : 'none'}>
      <button title=${words.columnHelp[sort]} @click=${() => turnSort(sort)}>
        ${words.columns[sort]}<span class="turn" aria-hidden="true">${here ? (query.falling ? '↓' : '↑') : '↕'}</span>
      </button>
    </div>`;
  };
  render(
    html`<div role="table" class="table" aria-label=${words.title}>
      <div role="rowgroup" class="head">
        <div role="row" class="row">
          <div role="columnheader">${words.curve}</div>
          ${column('name')}
          <div role="columnheader">${words.formula}</div>
          ${column('pull')} ${column('bound')} ${column('curvature')} ${column('cost')}
          <div role="columnheader"><span class="spoken">${words.actions}</span></div>
        </div>
      </div>
      <div id="rows" role="presentation"></div>
    </div>`,
    place('table'),
  );
}

function drawQuestion(): void {
  const option = (ids: readonly string[], title: (id: string) => string) => [
    { id: '', title: words.any },
    ...ids.map((id) => ({ id, title: title(id) })),
  ];
  const filtered = Boolean(query.problem || query.takes || query.family || query.facts.length > 0);
  render(
    html`<div class="question">
        <input
          type="search" class="search" autocomplete="off" spellcheck="false"
          placeholder=${words.searchHint} aria-label=${words.search}
          .value=${query.q} @input=${(event: Event) => ask({ q: (event.target as HTMLInputElement).value })}
        />
      </div>
      <details class="filters" ?open=${roomy.matches || filtered}>
        <summary>${words.filters}</summary>
        <div class="question">
        ${select(
          words.problem,
          option(problems, (id) => words.problems[id as keyof typeof words.problems]),
          query.problem,
          (id) => ask({ problem: id as Query['problem'] }),
        )}
        ${select(
          words.takes,
          option(takes, (id) => words.takenThings[id as keyof typeof words.takenThings]),
          query.takes,
          (id) => ask({ takes: id as Query['takes'] }),
        )}
        ${select(
          words.family,
          option(families, (id) => id),
          query.family,
          (family) => ask({ family }),
        )}
        </div>
      <div class="question facts" role="group" aria-label=${words.facts}>
        ${facts.map(
          (fact) => html`<label class="chip" title=${words.factHelp[fact]}>
            <input
              type="checkbox" .checked=${query.facts.includes(fact)}
              @change=${() => ask({ facts: facts.filter((each) => query.facts.includes(each) !== (each === fact)) })}
            />${words.factTitles[fact]}
          </label>`,
        )}
        </div>
      </details>
      <div class="question">
        <p class="count"><span role="status">${words.count(shown.length, entries.length)}</span></p>
        ${filtered || query.q ? html`<button class="link" @click=${() => ask({ ...everything, sort: query.sort, falling: query.falling, at: query.at })}>${words.clear}</button>` : nothing}
        <span class="gap"></span>
        <label class="select sorting"><span>${words.sort}</span>
          <select @change=${(event: Event) => ask({ sort: (event.target as HTMLSelectElement).value as Query['sort'], falling: false })}>
            <option value="" ?selected=${!query.sort}>${words.unsorted}</option>
            ${sorts.map((sort) => html`<option value=${sort} ?selected=${query.sort === sort}>${words.columns[sort]}</option>`)}
          </select>
        </label>
        ${
          query.sort
            ? html`<button class="sorting" @click=${() => ask({ falling: !query.falling })}>${query.falling ? words.falling : words.rising}</button>`
            : nothing
        }
        <div title=${words.atHelp}>${select(
          words.at,
          influenceDistances.map((at) => ({ id: String(at), title: formatCount(at) })),
          String(query.at),
          (at) => ask({ at: Number(at) }),
        )}</div>
        ${costs.view(shown)}
      </div>
      ${shown.length === 0 ? html`<p class="none">${words.none}</p>` : nothing}`,
    place('asked'),
  );
}

drawHead();
list();
drawQuestion();
if (query.open) place(`loss-${query.open}`)?.scrollIntoView({ block: 'nearest' });

lossCurves().then((curves) => {
  host.curves = curves;
  for (const row of rows.values()) {
    sight.unobserve(row.element);
    sight.observe(row.element);
  }
  rows.get(query.open)?.draw();
});

addEventListener('hashchange', () => ask(parseQuery(location.hash)));
addEventListener('beforeprint', () => {
  for (const entry of shown) rowOf(entry).draw();
});
