// SPDX-License-Identifier: Apache-2.0
// What can be taken away of the whole: the run's history and data, the experiment as code, to embed, and as a link.
// Fetched when it is opened.
import { html, LitElement, nothing, svg } from 'lit';
import qrcode from 'qrcode-generator';
import type { Experiment } from '../experiment.ts';
import { icons } from '../icons.ts';
import { shortTitles } from '../names.ts';
import { define } from '../part.ts';
import { take } from '../styles/take.ts';
import { type Embedding, embedding, losscapeProgram } from './code/losscape.ts';
import { programOf } from './code/program.ts';
import type { Framework } from './code/spellings.ts';
import { save } from './save.ts';
import { csvOf, dataTable, historyJson, historyTable } from './tables.ts';
import { words } from './words.ts';

type Code = Framework | 'losscape';

/** The longest text that a code of the lowest correction holds. */
const longestLink = 2900;

class Taking extends LitElement {
  static override properties = {
    experiment: { attribute: false },
    link: {},
    code: { state: true },
    embed: { state: true },
    said: { state: true },
  };
  declare experiment: Experiment;
  /** Address of the experiment. */
  declare link: string;
  declare code: Code;
  declare embed: Embedding;
  declare said: string;

  constructor() {
    super();
    this.code = 'pytorch';
    this.embed = 'element';
    this.said = '';
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode() as ShadowRoot;
    const sheet = take.styleSheet;
    if (sheet && !root.adoptedStyleSheets.includes(sheet))
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }

  protected override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  private close = () => this.querySelector('dialog')?.close();

  protected override render() {
    return html`<dialog class="taking" aria-labelledby="taking-title" @close=${() => this.remove()}>
      <header>
        <h2 id="taking-title">${words.title}</h2>
        <button class="tiny" aria-label=${words.close} title=${words.close} @click=${this.close}>${icons.cross}</button>
      </header>
      ${this.run()} ${this.program()} ${this.embeddings()} ${this.linked()}
      <div class="spoken" role="status">${this.said}</div>
    </dialog>`;
  }

  private run() {
    const { experiment } = this;
    const { info } = experiment;
    const history = () => csvOf(historyTable(experiment, ['loss', 'metric']));
    return html`<h3>${words.run}</h3>
      <div class="row">
        <button @click=${() => save('losscape-history.csv', 'text/csv', history())}>${words.historyCsv}</button>
        <button @click=${() => save('losscape-history.json', 'application/json', historyJson(experiment, this.link))}>${words.historyJson}</button>
        <button ?disabled=${!info} @click=${() => info && save('data.csv', 'text/csv', csvOf(dataTable(info)))}>${words.data}</button>
      </div>`;
  }

  private chosen<Id extends string>(all: Record<Id, string>, now: Id, choose: (id: Id) => void) {
    return Object.entries<string>(all).map(
      ([id, name]) =>
        html`<button aria-pressed=${id === now} @click=${() => choose(id as Id)}>${name}</button>`,
    );
  }

  private text(text: string, name: string, label: string) {
    return html`<pre tabindex="0" aria-label=${label}><code lang="en" translate="no">${text}</code></pre>
      <div class="row">
        <button @click=${(event: Event) => this.copy(text, event)}>${words.copy}</button>
        ${name ? html`<button @click=${() => save(name, 'text/plain', text)}>${words.save}</button>` : nothing}
        <span class="said">${this.said}</span>
      </div>`;
  }

  private program() {
    const { schema, state, info, frame } = this.experiment;
    if (!info) return nothing;
    const steps = frame?.step ?? 0;
    const choice = this.chosen<Code>(words.codeOf, this.code, (id) => {
      this.code = id;
    });
    const { code, missing } =
      this.code === 'losscape'
        ? { code: losscapeProgram(schema, state, steps), missing: [] }
        : programOf(this.code, schema, state, info.data, steps, this.link);
    const name = this.code === 'losscape' ? 'losscape-run.mjs' : `losscape_${this.code}.py`;
    return html`<h3>${words.code}</h3>
      <div class="row" role="group" aria-label=${words.code}>${choice}</div>
      ${
        missing.length > 0
          ? html`<p>${words.missing}</p><ul lang="en">${missing.map((each) => html`<li>${each}</li>`)}</ul>`
          : nothing
      }
      ${this.text(code, name, words.codeOf[this.code])}
      ${this.code === 'losscape' ? nothing : html`<p class="said">${words.codeNeeds}</p>`}`;
  }

  private embeddings() {
    const { schema, state } = this.experiment;
    const title = `Losscape: ${shortTitles(schema, state).join(', ')}`;
    const choice = this.chosen<Embedding>(words.embedOf, this.embed, (id) => {
      this.embed = id;
    });
    return html`<h3>${words.embed}</h3>
      <div class="row" role="group" aria-label=${words.embed}>${choice}</div>
      ${this.text(embedding(this.embed, schema, state, this.link, title), '', words.embedOf[this.embed])}`;
  }

  private linked() {
    return html`<h3>${words.link}</h3>
      ${this.text(this.link, '', words.link)}
      ${this.link.length > longestLink ? html`<p class="said">${words.qrFailed}</p>` : this.qr()}`;
  }

  private qr() {
    const code = qrcode(0, 'L');
    code.addData(
      new TextEncoder().encode(this.link).reduce((text, byte) => text + String.fromCharCode(byte), ''),
    );
    code.make();
    const side = code.getModuleCount();
    let path = '';
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) if (code.isDark(y, x)) path += `M${x} ${y}h1v1h-1z`;
    return html`<svg class="qr" role="img" aria-label=${words.qr} viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">
      ${svg`<path d=${path} fill="#000"/>`}
    </svg>`;
  }

  private async copy(text: string, event: Event) {
    const pre = (event.currentTarget as HTMLElement).parentElement?.previousElementSibling;
    try {
      await navigator.clipboard.writeText(text);
      this.said = words.copied;
    } catch {
      this.said = words.copyByHand;
      if (pre) getSelection()?.selectAllChildren(pre);
    }
    setTimeout(() => {
      this.said = '';
    }, 2500);
  }
}

define('losscape-taking', Taking);

/** Opens the dialog in the element whose root is `root`. */
export function openTaking(root: DocumentFragment | HTMLElement, experiment: Experiment, link: string): void {
  if (root.querySelector('losscape-taking')) return;
  root.append(Object.assign(document.createElement('losscape-taking'), { experiment, link }));
}
