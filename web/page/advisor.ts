// SPDX-License-Identifier: Apache-2.0
// Which loss? A question about the data, and an answer that is trained for. Its address holds the question.
import { html, nothing, render } from 'lit';
import { knob, readAs, select } from '../element/controls.ts';
import { Look } from '../element/look.ts';
import { inOrder } from '../element/loss-search.ts';
import { strings } from '../element/strings.ts';
import { controls } from '../element/styles/controls.ts';
import { catalog, type LossId } from '../engine/generated/catalog.ts';
import { lossNotes } from '../engine/generated/loss-notes.ts';
import type { State } from '../state.ts';
import { formatNumber } from '../views/format.ts';
import {
  candidates,
  type Fault,
  faultsOf,
  questionOf,
  type Ranked,
  raceOf,
  ranked,
  schema,
  seeds,
  type Trial,
  textOf,
} from './advice.ts';
import type { Answer } from './advice-worker.ts';
import { reasons, words } from './advisor-words.ts';
import { putTokensInForce, storedTheme } from './theme.ts';

/** So many are shown at once, and so many race. */
const most = 8;
const racing = 3;

document.documentElement.dataset.theme = storedTheme();
document.querySelector('.unserved')?.remove();
putTokensInForce();
if (controls.styleSheet) document.adoptedStyleSheets.push(controls.styleSheet);
const look = new Look(document.body, () => look.read());

const page = document.querySelector('main') as HTMLElement;
let question: State = questionOf(location.hash.slice(1));
let worker: Worker | undefined;
let tried: Trial[] = [];
let failure = '';

function ask(patch: Partial<State>): void {
  stop();
  tried = [];
  failure = '';
  question = schema.with(question, patch);
  history.replaceState(null, '', `#${textOf(question)}`);
  draw();
}

function stop(): void {
  worker?.terminate();
  worker = undefined;
}

function start(): void {
  stop();
  tried = [];
  failure = '';
  const asked = new Worker(new URL('./advice-worker.ts', import.meta.url), { type: 'module' });
  worker = asked;
  asked.onmessage = ({ data }: MessageEvent<Answer>) => {
    if ('failed' in data) fail(data.failed);
    else {
      tried.push(data);
      if (tried.length === candidates(question).length * seeds.length) stop();
      draw();
    }
  };
  asked.onerror = (event) => fail(event.message);
  asked.postMessage(textOf(question));
  draw();
}

function fail(message: string): void {
  stop();
  failure = words.failed + message;
  draw();
}

function dataSelect() {
  const sets = catalog.data.filter(({ external }) => !external);
  const tasks = [...new Set(sets.map(({ task }) => task))];
  return html`<label class="select"><span>${words.data}</span>
    <select @change=${(event: Event) => ask({ data: (event.target as HTMLSelectElement).value })}>
      ${tasks.map(
        (task) => html`<optgroup label=${words.groups[task]}>
          ${sets
            .filter((set) => set.task === task)
            .map(
              ({ id, title }) =>
                html`<option value=${id} ?selected=${id === question.data}>${title}</option>`,
            )}
        </optgroup>`,
      )}
    </select>
  </label>`;
}

function metricSelect() {
  return select(words.metric, schema.judges(question), question.metric, (metric) => ask({ metric }));
}

function faultKnob(id: Fault) {
  return knob({
    label: strings.label(id),
    range: schema.setting(id, question),
    ...readAs(schema.field(id)),
    value: question[id],
    input: (value) => ask({ [id]: value }),
  });
}

function row({ loss, mean, low, high, place }: Ranked, span: readonly [number, number]) {
  const notes = lossNotes[loss.id as LossId];
  const [usual] = inOrder(schema, question);
  const at = (value: number) => `${(100 * (value - span[0])) / (span[1] - span[0] || 1)}%`;
  return html`<li>
    <span class="place">${place}</span>
    <div class="names">
      <a href="./losses.html#${loss.id}"><b>${loss.title}</b></a>
      ${loss.id === usual?.id ? html`<small class="usual">${words.usual}</small>` : nothing}
      <p>${notes.use} <span class="faint">${reasons(loss, notes)}</span></p>
    </div>
    <div class="reached">
      <output>${Number.isNaN(mean) ? words.diverged : formatNumber(mean, 3)}</output>
      ${
        Number.isNaN(mean)
          ? nothing
          : html`<svg class="range" role="img" aria-label=${`${formatNumber(low, 3)} – ${formatNumber(high, 3)}`}>
              <line class="track" x1="0" x2="100%" y1="6" y2="6"></line>
              <line class="spread" x1=${at(low)} x2=${at(high)} y1="6" y2="6"></line>
              <circle cx=${at(mean)} cy="6" r="4"></circle>
            </svg>`
      }
    </div>
  </li>`;
}

/** On one scale, which those far behind would squeeze. */
function ranking(rows: Ranked[]) {
  const known = rows.filter(({ mean }) => !Number.isNaN(mean));
  const low = Math.min(...known.map((each) => each.low));
  const high = Math.max(...known.map((each) => each.high));
  return html`<ol class="ranking">${rows.map((each) => row(each, [low, high]))}</ol>`;
}

function answer() {
  const rows = ranked(question, tried);
  if (rows.length === 0) return nothing;
  const known = rows.filter(({ mean }) => !Number.isNaN(mean));
  const first = known.slice(0, racing);
  const title = schema.judges(question).find(({ id }) => id === question.metric)?.title;
  return html`<section aria-label=${words.title}>
    <div class="question">
      ${
        first.length > 1 && !worker
          ? html`<a class="button primary" href=${raceOf(
              question,
              first.map(({ loss }) => loss),
            )}>${words.race(first.length)}</a>`
          : nothing
      }
      <p class="faint">${title}: ${words.over(seeds.length)}. ${words.judged}</p>
    </div>
    ${ranking(rows.slice(0, most))}
    ${rows.length > most ? html`<details><summary>${words.rest(rows.length - most)}</summary>${ranking(rows.slice(most))}</details>` : nothing}
    <p class="faint">${words.own}</p>
  </section>`;
}

function draw(): void {
  const all = candidates(question).length;
  const [first] = worker ? [] : ranked(question, tried);
  render(
    html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      <form class="asked" @submit=${(event: Event) => event.preventDefault()}>
        ${dataSelect()} ${faultsOf(question).map(faultKnob)} ${metricSelect()}
        <div class="act">
          ${
            worker
              ? html`<progress max=${all * seeds.length} .value=${tried.length} aria-label=${words.trying(tried.length, all * seeds.length)}></progress>
                <button type="button" @click=${() => {
                  stop();
                  draw();
                }}>${words.stop}</button>`
              : html`<button type="button" class="button primary" @click=${start}>${words.ask(all)}</button>`
          }
        </div>
      </form>
      <p role="status" class="spoken">${failure || (first ? words.done(first.loss.title, all) : '')}</p>
      ${failure ? html`<p class="none">${failure}</p>` : answer()}`,
    page,
  );
}

draw();
addEventListener('hashchange', () => {
  stop();
  tried = [];
  question = questionOf(location.hash.slice(1));
  draw();
});
