// SPDX-License-Identifier: Apache-2.0
// The gallery of lessons: a dialog of cards by topic, each a link with a picture that is trained when it comes into view.
import { html, nothing, render } from 'lit';
import { Look } from '../element/look.ts';
import { strings } from '../element/strings.ts';
import { paint } from '../element/surface.ts';
import { catalog, openRun } from '../engine/remote.ts';
import { type Lesson, settingsAt, type Topic, textOf, topics } from '../lessons/form.ts';
import { type LessonId, lessonIds, loadLesson } from '../lessons/index.ts';
import { Schema } from '../state.ts';
import { drawLessonThumb, type LessonThumbData } from '../views/lesson-thumb.ts';
import './gallery.css';

type Listed = { id: LessonId; lesson: Lesson };

const schema = new Schema(catalog);
/** Points of a model's picture per axis, and the most steps that are trained for it. */
const side = { curve: 65, square: 33 };
const mostSteps = 800;

const pictures = new Map<LessonId, LessonThumbData>();
let lessons: Listed[] = [];
let query = '';
let dialog: HTMLDialogElement | undefined;
let look: Look | undefined;
/** What is in view and has no picture yet, the last to come first. */
let wanted: LessonId[] = [];
let training = false;

const words = ({ id, lesson }: Listed) =>
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
  return lessons.filter((listed) => parts.every((part) => words(listed).includes(part)));
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

/** One picture after the other, for as long as the gallery is open. */
async function train(): Promise<void> {
  if (training) return;
  training = true;
  for (let id = wanted.pop(); id && dialog?.open; id = wanted.pop()) {
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
  if (!look || !dialog) return;
  for (const canvas of dialog.querySelectorAll('canvas')) {
    const data = pictures.get(canvas.dataset.lesson as LessonId);
    if (data) paint(canvas, drawLessonThumb, data, look.theme);
  }
}

function card({ id, lesson }: Listed) {
  return html`<li>
    <a href="#lesson=${id}" @click=${close}>
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
    <h3 id="topic-${topic}">${topics[topic]}</h3>
    <ul>${cards.map(card)}</ul>
  </section>`;
}

const close = () => dialog?.close();

function search(event: Event): void {
  query = (event.target as HTMLInputElement).value;
  draw();
}

function key(event: KeyboardEvent): void {
  // Keys of the playground do not act behind the dialog.
  event.stopPropagation();
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement)
    dialog?.querySelector<HTMLElement>('li a')?.click();
}

function draw(): void {
  if (!dialog) return;
  const list = found();
  render(
    html`
      <header>
        <h2 id="gallery-title">${strings.lessons}</h2>
        <input type="search" placeholder=${strings.searchLessons} aria-label=${strings.searchLessons} .value=${query} @input=${search} />
        <button type="button" @click=${close}>${strings.close}</button>
      </header>
      <div class="cards">
        ${(Object.keys(topics) as Topic[]).map((topic) => group(topic, list))}
        ${list.length === 0 ? html`<p>${strings.noLessons(query)}</p>` : nothing}
      </div>
      <div class="spoken" role="status">${query ? strings.lessonsFound(list.length) : ''}</div>
    `,
    dialog,
  );
  seen.disconnect();
  for (const canvas of dialog.querySelectorAll('canvas')) {
    canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
    seen.observe(canvas);
  }
  paintCards();
}

/** Shows the gallery. */
export async function openGallery(): Promise<void> {
  if (!dialog) {
    dialog = document.createElement('dialog');
    dialog.className = 'gallery';
    dialog.setAttribute('aria-labelledby', 'gallery-title');
    dialog.addEventListener('keydown', key);
    document.body.append(dialog);
    look = new Look(dialog, () => {
      look?.read();
      paintCards();
    });
    lessons = await Promise.all(lessonIds.map(async (id) => ({ id, lesson: await loadLesson(id) })));
  }
  dialog.showModal();
  look?.read();
  draw();
}
