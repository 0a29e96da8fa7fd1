// SPDX-License-Identifier: Apache-2.0
// Data of the visitor's own: a table pasted, dropped or chosen, its columns' roles and types, and the way into the run.
import { html, nothing } from 'lit';
import type { ColumnType, CsvOptions, CsvTable } from '../engine/csv.ts';
import { select } from './controls.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';

type Role = keyof typeof strings.ownRoles;
type Task = keyof typeof strings.ownTasks;

/** Rows of the preview. */
const shown = 4;

const optionsOf = (words: Record<string, string>) =>
  Object.entries(words).map(([id, title]) => ({ id, title }));

class OwnDataPart extends Part {
  static override properties = {
    ...Part.properties,
    table: { state: true },
    error: { state: true },
    said: { state: true },
    over: { state: true },
  };
  declare table?: CsvTable;
  /** What is wrong with the table, or with the choice of its columns. */
  declare error: string;
  declare said: string;
  /** A file is held over the panel. */
  declare over: boolean;
  #roles: Role[] = [];
  #types: ColumnType[] = [];
  #task: Task = 'guess';
  #missing: 'drop' | 'mean' = 'drop';

  constructor() {
    super();
    this.error = this.said = '';
    this.over = false;
  }

  protected override render() {
    const drop = (event: DragEvent) => {
      event.preventDefault();
      this.over = false;
      const file = event.dataTransfer?.files[0];
      if (file) this.open(file);
      else this.read(event.dataTransfer?.getData('text') ?? '');
    };
    const hold = (event: DragEvent) => {
      event.preventDefault();
      this.over = true;
    };
    return html`<details class="own about ${this.over ? 'own-over' : ''}" @drop=${drop} @dragover=${hold} @dragleave=${() => (this.over = false)}>
      <summary>${strings.own}</summary>
      <div class="own-body">
        <small>${strings.ownHint}</small>
        <textarea
          aria-label=${strings.ownText} spellcheck="false" rows="4"
          @input=${(event: Event) => this.read((event.target as HTMLTextAreaElement).value)}
        ></textarea>
        <input
          type="file" aria-label=${strings.ownFile} accept=".csv,.tsv,.txt,text/csv,text/plain"
          @change=${(event: Event) => this.open((event.target as HTMLInputElement).files?.[0])}
        />
        ${this.error ? html`<p role="alert">${this.error}</p>` : nothing}
        ${this.table ? this.columns(this.table) : nothing}
        <small role="status">${this.said}</small>
      </div>
    </details>`;
  }

  private columns({ names, rows }: CsvTable) {
    const choice = (label: string, words: Record<string, string>, value: string, set: (id: string) => void) =>
      html`<select aria-label=${label} @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
        ${optionsOf(words).map(({ id, title }) => html`<option value=${id} ?selected=${id === value}>${title}</option>`)}
      </select>`;
    return html`
      <div class="own-table" tabindex="0" role="region" aria-label=${strings.ownPreview(rows.length)}>
        <table>
          <tr>${names.map((name) => html`<th scope="col" title=${name}>${name}</th>`)}</tr>
          <tr>${names.map((name, k) => html`<td>${choice(strings.ownRole(name), strings.ownRoles, this.#roles[k] ?? 'input', (id) => this.setRole(k, id as Role))}</td>`)}</tr>
          <tr>${names.map((name, k) => html`<td>${choice(strings.ownType(name), strings.ownTypes, this.#types[k] ?? 'text', (id) => this.setType(k, id as ColumnType))}</td>`)}</tr>
          ${rows.slice(0, shown).map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}
        </table>
      </div>
      ${select(strings.ownTask, optionsOf(strings.ownTasks), this.#task, (id) => {
        this.#task = id as Task;
      })}
      ${select(strings.ownMissing, optionsOf(strings.ownMissings), this.#missing, (id) => {
        this.#missing = id as 'drop' | 'mean';
      })}
      <button @click=${() => this.use()}>${strings.ownUse}</button>
    `;
  }

  /** One column is the target: what was it becomes an input. */
  private setRole(column: number, role: Role) {
    if (role === 'target') this.#roles = this.#roles.map((each) => (each === 'target' ? 'input' : each));
    this.#roles[column] = role;
    this.requestUpdate();
  }

  private setType(column: number, type: ColumnType) {
    this.#types[column] = type;
    this.requestUpdate();
  }

  private async open(file?: File) {
    if (file) await this.read(await file.text());
  }

  /** The parser is fetched with the first table. */
  private async attempt(work: (csv: typeof import('../engine/csv.ts')) => void) {
    this.error = this.said = '';
    try {
      work(await import('../engine/csv.ts'));
    } catch (error) {
      this.error = (error as Error).message;
    }
  }

  private async read(text: string) {
    this.table = undefined;
    if (!text.trim()) return;
    await this.attempt(({ readCsv }) => {
      const table = readCsv(text);
      this.#roles = table.names.map((_, k): Role => (k === table.names.length - 1 ? 'target' : 'input'));
      this.#types = [...table.types];
      this.table = table;
    });
  }

  private async use() {
    const { table } = this;
    if (!table) return;
    const named = (role: Role) => table.names.filter((_, k) => this.#roles[k] === role);
    const [target] = named('target');
    const options: CsvOptions = {
      ...(target !== undefined && { target }),
      ...(this.#task !== 'guess' && { task: this.#task }),
      types: Object.fromEntries(table.names.map((name, k) => [name, this.#types[k] ?? 'text'])),
      ignore: named('ignore'),
      missing: this.#missing,
    };
    await this.attempt(({ fromCsv }) => {
      const { dropped, filled, ...own } = fromCsv(table, options);
      this.experiment.use(own);
      this.said = strings.ownCounts(own.y.length, dropped, filled);
    });
  }
}

define('losscape-own', OwnDataPart);
