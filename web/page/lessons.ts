// SPDX-License-Identifier: Apache-2.0
// The gallery of lessons: cards by topic, each a link with a picture that is trained when it comes into view. Its address
// holds what was searched for.
import { html, nothing, render } from 'lit';
import { language, speak } from '../element/language.ts';
import { words } from '../element/lesson-words.ts';
import { Look } from '../element/look.ts';
import { strings } from '../element/strings.ts';
import { paint } from '../element/surface.ts';
import { catalog, openRun } from '../engine/remote.ts';
import { type Lesson, settingsAt, type Topic, textOf, topics } from '../lessons/form.ts';
import { type LessonId, lessonIds, loadLesson } from '../lessons/index.ts';
import { Schema } from '../state.ts';
import { drawLessonThumb, type LessonThumbData } from '../views/lesson-thumb.ts';
import { putTokensInForce, storedTheme } from './theme.ts';
import { wantedLanguage } from './wanted-language.ts';

type Listed = { id: LessonId; lesson: Lesson };

const schema = new Schema(catalog);
/** Points of a model's picture per axis, and the most steps that are trained for it. */
const side = { curve: 65, square: 33 };
const mostSteps = 800;
/** Browsers limit how often an address may change. */
const addressInterval = 300;

document.documentElement.dataset.theme = storedTheme();
putTokensInForce();

const page = document.querySelector('main') as HTMLElement;
const look = new Look(document.body, () => {
  look.read();
  paintCards();
});
const pictures = new Map<LessonId, LessonThumbData>();
const lessons: readonly Listed[] = await Promise.all(
  lessonIds.map(async (id) => ({ id, lesson: await loadLesson(id) })),
);
/** What is asked for: words, and a topic or none. */
let query = '';
let wantedTopic = '';
let pending: ReturnType<typeof setTimeout> | undefined;
/** What is in view and has no picture yet, the last to come first. */
let wanted: LessonId[] = [];
let training = false;

const wordsOf = ({ id, lesson }: Listed) =>
  [
    id,
    lesson.title,
    lesson.question,
    topics[lesson.topic],
    ...Object.values(lesson.start),
    ...lesson.steps.map(({ text }) => text),
  ]
    .join(' ')
    .toLowerCase();

const found = () => {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
  return lessons.filter(
    (listed) =>
      (!wantedTopic || listed.lesson.topic === wantedTopic) &&
      parts.every((part) => wordsOf(listed).includes(part)),
  );
};

/** The lesson as its first claim finds it, or its samples where the picture is one of images. */
async function picture({ lesson }: Listed): Promise<LessonThumbData> {
  const [claim] = lesson.claims;
  const { state } = schema.parse(textOf(settingsAt(lesson, claim?.at ?? 0)));
  const run = await openRun(schema.spec(state), { ontick() {}, onerror() {} });
  try {
    const { data } = await run.info();
    const points = data.x.length === 1 ? side.curve : side.square;
    if (!data.image) await run.step(Math.min(mostSteps, claim?.steps ?? mostSteps));
    const frame = data.image ? undefined : await run.frame({ field: points });
    return {
      task: data.task,
      x: data.x,
      y: data.y,
      image: data.image,
      inputs: data.inputs.slice(0, 2),
      target: data.target,
      fields: frame?.lanes.map((lane) => (lane.status === 'running' ? (lane.field ?? []) : [])) ?? [],
      side: points,
    };
  } finally {
    run.dispose();
  }
}

/** One picture after the other. */
async function train(): Promise<void> {
  if (training) return;
  training = true;
  for (let id = wanted.pop(); id; id = wanted.pop()) {
    const listed = lessons.find((each) => each.id === id);
    if (!listed || pictures.has(id)) continue;
    try {
      pictures.set(id, await picture(listed));
    } catch {
      continue; // a card without a picture is still a card
    }
    paintCards();
  }
  training = false;
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    const id = (target as HTMLElement).dataset.lesson as LessonId;
    wanted = wanted.filter((other) => other !== id);
    if (isIntersecting && !pictures.has(id)) wanted.unshift(id);
  }
  train();
});

function paintCards(): void {
  for (const canvas of page.querySelectorAll('canvas')) {
    const data = pictures.get(canvas.dataset.lesson as LessonId);
    if (data) paint(canvas, drawLessonThumb, data, look.theme);
  }
}

function card({ id, lesson }: Listed) {
  return html`<li>
    <a href="./#lesson=${id}">
      <canvas data-lesson=${id} aria-hidden="true"></canvas>
      <b lang="en">${lesson.title}</b>
      <span>${lesson.question}</span>
    </a>
  </li>`;
}

function group(topic: Topic, list: Listed[]) {
  const cards = list.filter(({ lesson }) => lesson.topic === topic);
  if (cards.length === 0) return nothing;
  return html`<section aria-labelledby="topic-${topic}">
    <h2 id="topic-${topic}">${topics[topic]}</h2>
    <ul>${cards.map(card)}</ul>
  </section>`;
}

/** A new question; the address follows it. */
function ask(words: string, topic: string): void {
  query = words;
  wantedTopic = topic;
  draw();
  clearTimeout(pending);
  pending = setTimeout(() => {
    const asked = new URLSearchParams(
      Object.entries({ q: query, topic: wantedTopic }).filter(([, value]) => value),
    );
    history.replaceState(null, '', asked.size > 0 ? `#${asked}` : location.pathname + location.search);
  }, addressInterval);
}

function read(): void {
  const asked = new URLSearchParams(location.hash.slice(1));
  query = asked.get('q') ?? '';
  const topic = asked.get('topic') ?? '';
  wantedTopic = Object.hasOwn(topics, topic) ? topic : '';
  draw();
}

const chip = (topic: string, title: string) =>
  html`<button type="button" aria-pressed=${topic === wantedTopic} @click=${() => ask(query, topic)}>${title}</button>`;

function draw(): void {
  const list = found();
  render(
    html`
      <h1>${strings.lessons}</h1>
      <p class="lead">${words.lessonsLead}</p>
      <search>
        <input type="search" placeholder=${words.searchLessons} aria-label=${words.searchLessons} .value=${query}
          @input=${(event: Event) => ask((event.target as HTMLInputElement).value, wantedTopic)} />
        <div class="topics" role="group" aria-label=${words.lessonTopics}>
          ${chip('', words.allLessons)}
          ${Object.entries(topics).map(([topic, title]) => chip(topic, title))}
        </div>
      </search>
      ${(Object.keys(topics) as Topic[]).map((topic) => group(topic, list))}
      ${list.length === 0 ? html`<p>${words.noLessons(query)}</p>` : nothing}
      <div class="spoken" role="status">${query || wantedTopic ? words.lessonsFound(list.length) : ''}</div>
    `,
    page,
  );
  seen.disconnect();
  for (const canvas of page.querySelectorAll('canvas')) {
    canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
    seen.observe(canvas);
  }
  paintCards();
}

document.querySelector('.unserved')?.remove();
addEventListener('hashchange', read);
read();
await speak(wantedLanguage()).catch(() => {}); // offline: the words stay English
document.documentElement.lang = language();
draw();
