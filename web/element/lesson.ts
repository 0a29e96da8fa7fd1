// SPDX-License-Identifier: Apache-2.0
// The lesson beside the playground: its words, one step at a time. Fetched when a lesson is opened.
import { html, nothing, type PropertyValues } from 'lit';
import { type Step, topics } from '../lessons/form.ts';
import { type LessonId, loadLesson, nextLesson } from '../lessons/index.ts';
import './claims.ts';
import { Guide } from './guide.ts';
import { icons } from './icons.ts';
import { words } from './lesson-words.ts';
import { define, Part } from './part.ts';
import { lesson as styles } from './styles/lesson.ts';

export { Guide };

/** Pixels between what is brought into sight and the edge. */
const gap = 8;

class LessonPanel extends Part {
  static override properties = {
    ...Part.properties,
    guide: { attribute: false },
    next: { state: true },
  };
  declare guide: Guide;
  declare next: { id: LessonId; title: string } | undefined;
  /** The step that has been brought into sight. */
  #shown?: Step;

  override connectedCallback() {
    super.connectedCallback();
    const root = this.getRootNode() as ShadowRoot;
    const sheet = styles.styleSheet;
    if (sheet && !root.adoptedStyleSheets.includes(sheet))
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }

  protected override willUpdate(changed: PropertyValues) {
    if (changed.has('guide')) this.findNext();
  }

  protected override updated() {
    const { guide } = this;
    if (this.#shown === guide.step) return;
    this.#shown = guide.step;
    this.bring(false);
  }

  /** Brings what the step is about into sight; where the page is what scrolls, only if the visitor has asked for the step. */
  private async bring(asked: boolean) {
    const { guide, experiment } = this;
    const { step } = guide;
    await experiment.opened;
    await new Promise(requestAnimationFrame); // what it shows is laid out
    const root = this.getRootNode() as ShadowRoot;
    const { view } = experiment.state;
    const about = root.querySelector?.(`[data-view="${step.shows ?? view[0]}"]`);
    const middle = root.querySelector?.('.middle');
    if (!about || !middle || this.guide !== guide || guide.step !== step) return;
    const box = about.getBoundingClientRect();
    const scroll = (scroller: Element, top: number, bottom: number) =>
      scroller.scrollBy({
        top: Math.min(Math.max(0, box.bottom - bottom), box.top - top),
        behavior: 'instant',
      });
    if (getComputedStyle(this).position !== 'sticky') {
      const room = middle.getBoundingClientRect();
      scroll(middle, room.top + gap, room.bottom - gap);
    } else if (asked && document.scrollingElement) {
      // Between the words and the transport, which stick to the top and to the bottom.
      const transport = root.querySelector('losscape-transport');
      const bottom = innerHeight - (transport?.getBoundingClientRect().height ?? 0);
      scroll(document.scrollingElement, this.getBoundingClientRect().height + gap, bottom - gap);
    }
  }

  private async findNext() {
    const { guide } = this;
    const id = nextLesson(guide.id);
    this.next = undefined;
    if (!id) return;
    const { title } = await loadLesson(id);
    if (guide === this.guide) this.next = { id, title };
  }

  protected override render() {
    const { guide } = this;
    const { lesson, step, at, count } = guide;
    return html`<section class="lesson ${at > 1 ? 'under-way' : ''}" part="lesson" aria-labelledby="lesson-title">
      <div class="lesson-head">
        <span class="lesson-topic">${topics[lesson.topic]}</span>
        <button class="tiny" aria-label=${words.leaveLesson} title=${words.leaveLesson} @click=${this.leave}>${icons.cross}</button>
      </div>
      <h2 id="lesson-title" lang="en">${lesson.title}</h2>
      <p class="lesson-question">${lesson.question}</p>
      <div class="lesson-words" lang="en" tabindex="0" role="group" aria-label=${words.lessonStep(at, count)}>
        <div aria-live="polite" aria-atomic="true">
          <span class="spoken">${words.lessonStep(at, count)}</span>
          <p class="lesson-text">${step.text}</p>
        </div>
        <div class="lesson-paper">
          <ol>${lesson.steps.map(({ text }) => html`<li>${text}</li>`)}</ol>
          <p class="faint">${words.lessonPictures(at)}</p>
        </div>
        <div class=${guide.last ? 'lesson-end' : 'lesson-end later'}>${this.ending()}</div>
      </div>
      <div class="lesson-nav">
        <span class="lesson-count">
          ${words.lessonAt(at, count)}
          <progress max=${count} value=${at} aria-label=${words.lessonStep(at, count)}></progress>
        </span>
        ${
          step.do
            ? html`<button class="square" aria-label=${words.lessonAgain} title=${words.lessonAgain} @click=${() => this.go(at)}>${icons.reset}</button>`
            : nothing
        }
        <button class="square" aria-label=${words.lessonBack} title=${words.lessonBack} ?disabled=${at === 1} @click=${() => this.go(at - 1)}>${icons.left}</button>
        ${guide.last ? this.onward() : html`<button class="primary" @click=${() => this.go(at + 1)}>${words.lessonNext}</button>`}
      </div>
    </section>`;
  }

  private onward() {
    const { next } = this;
    return next
      ? html`<button class="primary" title=${next.title} @click=${() => this.open(next.id)}>${words.nextLesson}</button>`
      : html`<button class="primary" @click=${this.leave}>${words.endLesson}</button>`;
  }

  /** What comes after the last step's words, and on paper. */
  private ending() {
    const { tries, references } = this.guide.lesson;
    return html`
      <losscape-claims .experiment=${this.experiment} .look=${this.look} .guide=${this.guide}></losscape-claims>
      <h3>${words.lessonTries}</h3>
      <ul>${tries.map((words) => html`<li>${words}</li>`)}</ul>
      ${
        references.length > 0
          ? html`<h3>${words.lessonReferences}</h3>
            <ul class="lesson-references">
              ${references.map(
                ({ text, doi }) =>
                  html`<li>${doi ? html`<a href="https://doi.org/${doi}" target="_blank" rel="noopener">${text}</a>` : text}</li>`,
              )}
            </ul>`
          : nothing
      }
      ${this.next ? html`<p class="faint">${words.lessonThen(this.next.title)}</p>` : nothing}
    `;
  }

  private async go(at: number) {
    this.guide.go(at);
    this.requestUpdate();
    await this.updateComplete;
    // A button that is gone or disabled now would lose the focus to the page.
    const focused = (this.getRootNode() as ShadowRoot).activeElement;
    if (!focused || (focused instanceof HTMLButtonElement && focused.disabled))
      this.querySelector<HTMLElement>('.primary')?.focus();
    const words = this.querySelector('.lesson-words');
    if (words) words.scrollTop = 0;
    this.bring(true);
  }

  private open(id: LessonId) {
    this.dispatchEvent(new CustomEvent('lesson', { detail: id }));
  }

  private leave() {
    this.dispatchEvent(new CustomEvent('lesson', { detail: '' }));
  }
}

define('losscape-lesson', LessonPanel);
