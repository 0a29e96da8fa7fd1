// SPDX-License-Identifier: Apache-2.0
// The state of the playground, one row a field. The rows drive the URL hash, the attributes of the element, its controls
// and reset; ids, defaults and ranges come from the catalogue. A key is spelt alike in URL, attribute and Spec.
import type { Spec as CheckedSpec } from './engine/spec.ts';
import type {
  Catalog,
  DataEntryInfo,
  EntryInfo,
  LossInfo,
  MetricEntryInfo,
  OwnData,
  ParamInfo,
  SettingInfo,
  Spec,
  TypedLossInfo,
} from './engine/types.ts';
import { denseLayers, layersField, plainUnits } from './state-layers.ts';
import { lossesField } from './state-losses.ts';
import { paramsField } from './state-optimizer.ts';
import { ownId } from './state-own.ts';
import { autoplayField, branchesField, editsField, speedField } from './state-run.ts';
import { stopField } from './state-stop.ts';
import { decode, find, hint, ids, numberIn, type Problem, type Report } from './state-text.ts';
import {
  type Control,
  type Field,
  type Group,
  type Key,
  maxLayers,
  type SettingKey,
  type State,
  unitRange,
} from './state-types.ts';
import { viewFields } from './state-view.ts';

export type { Problem } from './state-text.ts';

export * from './state-types.ts';

interface TypedEntry extends LossInfo {
  formula: string;
}

const everyTask: LossInfo['tasks'] = ['regression', 'binary', 'multiclass'];

// A typed loss in the form of an entry; its title is its last line, which is what it computes.
function typedEntry(text: string, info?: TypedLossInfo): TypedEntry {
  return {
    id: 'typed',
    title: text.trim().split('\n').at(-1)?.replace(/#.*/, '').trim() || text,
    family: '',
    aliases: [],
    target: info?.target ?? 'none',
    inputs: info?.inputs ?? [],
    output: 'sample',
    tasks: info?.tasks ?? everyTask,
    ...(info?.shifts && { shifts: true }),
    ...(info?.degree != null && { degree: info.degree }),
    params: info?.params ?? [],
    formula: info?.formula ?? '',
  };
}

/** What keys of older links are called now. */
const formerKeys = new Map([['hidden', 'layers']]);

/** Rows and the operations over them, for one catalogue. */
export class Schema {
  readonly fields: readonly Field[];

  /** `own`: data of the visitor's own, which `catalog` lists too (withOwn). */
  constructor(
    readonly catalog: Catalog,
    readonly own?: OwnData,
  ) {
    this.fields = this.rows() as unknown as Field[];
  }

  // In the order of the URL: what a row depends on stands above it.
  private rows() {
    const { catalog } = this;
    return [
      this.id('data', 'data', 'thumbnails', catalog.data),
      lossesField(this),
      ...this.numbers('data'),
      layersField(catalog),
      this.id('activation', 'model', 'select', catalog.activations),
      this.id('init', 'model', 'select', catalog.inits, true),
      ...this.numbers('model'),
      this.id('optimizer', 'optimizer', 'select', catalog.optimizers),
      paramsField('optimizer_params', (above) => ({
        owner: above.optimizer,
        params: this.optimizerSliders(above.optimizer),
      })),
      this.id('schedule', 'optimizer', 'select', catalog.schedules),
      paramsField('schedule_params', (above) => ({
        owner: above.schedule,
        params: this.scheduleSliders(above.schedule),
      })),
      ...this.numbers('optimizer'),
      stopField(catalog),
      ...this.numbers('transport'),
      ...this.numbers('chance'),
      this.metric(),
      editsField(this),
      branchesField(this),
      ...viewFields(({ id, text }) => this.loss(id, text).embeds),
      speedField(),
      autoplayField(),
    ];
  }

  field<K extends Key>(key: K): Field<K> {
    return this.fields.find((field) => field.key === key) as unknown as Field<K>;
  }

  dataEntry(state: Pick<State, 'data'>): DataEntryInfo {
    const entry = find(this.catalog.data, state.data) ?? this.catalog.data[0];
    if (!entry) throw new Error('the catalogue must hold at least one data set');
    return entry;
  }

  /** What is known of typed losses, by text; whoever reads a text tells it to learn(). */
  readonly #typed = new Map<string, TypedEntry>();

  /** An entry of the catalogue or, by its text, a typed loss; as long as nobody has read it, one without parameters. */
  loss(id: string, text?: string): LossInfo {
    if (text) return this.#typed.get(text) ?? typedEntry(text);
    const loss = find(this.catalog.losses, id);
    if (!loss) throw new Error(`unknown loss ${id}`);
    return loss;
  }

  /** The formula of a typed loss that somebody has read. */
  typedFormula(text: string): string | undefined {
    return this.#typed.get(text)?.formula;
  }

  learn(text: string, info: TypedLossInfo): void {
    this.#typed.set(text, typedEntry(text, info));
  }

  /** Whether a setting does something for these data and losses. */
  matters(key: Key, state: State): boolean {
    const { task, params, real } = this.dataEntry(state);
    const { when } = find(this.catalog.settings, key) ?? {};
    if (when === 'classes') return task !== 'regression';
    if (when === 'embeddings') return state.losses.some(({ id, text }) => this.loss(id, text).embeds);
    // A knob of the data is a parameter of those that it turns.
    const knob = this.catalog.data.some((entry) => find(entry.params, key));
    return !knob || (find(params, key) !== undefined && !(key === 'samples' && real));
  }

  /** Losses that can train on the data set. */
  suited(state: Pick<State, 'data'>): LossInfo[] {
    const { task } = this.dataEntry(state);
    return this.catalog.losses.filter((loss) => loss.tasks.includes(task));
  }

  /** Losses made for the task: for classes those that know classes, where there are any, and of several classes first. */
  made(state: Pick<State, 'data'>): LossInfo[] {
    const { task } = this.dataEntry(state);
    const suited = this.suited(state);
    const made = task === 'regression' ? suited : suited.filter((loss) => loss.target !== 'real');
    const first = (loss: LossInfo) =>
      (task === 'multiclass' && loss.target !== 'class' ? 2 : 0) + (loss.family === 'classification' ? 0 : 1);
    return made.length > 0 ? [...made].sort((a, b) => first(a) - first(b)) : suited;
  }

  /** Range and default of a setting; the data set or the optimiser may have its own by a parameter of the same id. */
  setting(id: string, above?: Partial<Pick<State, 'data' | 'optimizer'>>): ParamInfo {
    const owners = [
      find(this.catalog.data, above?.data ?? ''),
      find(this.catalog.optimizers, above?.optimizer ?? ''),
    ];
    const own = owners.map((owner) => owner && find(owner.params, id)).find((range) => range !== undefined);
    const range = own ?? find(this.catalog.settings, id);
    if (!range) throw new Error(`the catalogue has no setting ${id}`);
    return range;
  }

  defaults(given: Partial<State> = {}): State {
    const state = { ...given } as State;
    for (const field of this.fields)
      Object.assign(state, { [field.key]: given[field.key] ?? field.default(state) });
    return state;
  }

  /** `data=moons&losses=hinge` → the state and whatever had to be repaired. Keys left out take their defaults. */
  parse(text: string): { state: State; problems: Problem[] } {
    const problems: Problem[] = [];
    const given = new Map<string, string>();
    const former = new Map<string, string>();
    const keys: string[] = this.fields.map((field) => field.key);
    for (const pair of text.replace(/^[#?]/, '').split('&').filter(Boolean)) {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(decode(pair)) ?? [];
      const key = formerKeys.get(name) ?? name;
      if (key !== name) {
        former.set(key, value);
        continue;
      }
      if (!keys.includes(key))
        problems.push({ key, kind: 'unknown_key', got: key, right: hint(key, keys), used: '' });
      else if (given.has(key))
        problems.push({ key, kind: 'twice', got: value, right: '', used: given.get(key) ?? '' });
      else given.set(key, value);
    }
    return { state: this.fill(new Map([...former, ...given]), problems), problems };
  }

  /** One field of a text, beside the others as they are. */
  read<K extends Key>(key: K, text: string, state: State, problems: Problem[]): State[K] {
    const field = this.field(key);
    return field.parse(text, state, this.reporting(key, problems)) as State[K];
  }

  private reporting(key: Key, problems: Problem[]): Report {
    return (kind, got, right, used = '') => problems.push({ key, kind, got, right, used });
  }

  private fill(given: Map<string, string>, problems: Problem[]): State {
    const state = {} as State;
    for (const field of this.fields) {
      const text = given.get(field.key);
      const report = this.reporting(field.key, problems);
      Object.assign(state, {
        [field.key]: text === undefined ? field.default(state) : field.parse(text, state, report),
      });
    }
    return state;
  }

  /** The readable text of a state, defaults omitted. `parse(format(state)).state` equals `state`. */
  format(state: State): string {
    return this.fields
      .filter((field) => this.changed(state, field.key))
      .map((field) => `${field.key}=${field.format(state[field.key])}`)
      .join('&');
  }

  changed(state: State, key: Key): boolean {
    const field = this.field(key);
    return field.format(state[key]) !== field.format(field.default(state));
  }

  /** `state` with `patch`, brought to normal form: losses fit the task, edits fit the samples, ranges hold. */
  with(state: State, patch: Partial<State>): State {
    const next = { ...state, ...patch };
    if (next.data !== state.data) {
      // What the visitor never touched follows the new data set.
      for (const { key, default: fallback } of this.fields) {
        if (!(key in patch) && !this.changed(state, key)) Object.assign(next, { [key]: fallback(next) });
      }
      const made = ids(this.made(next));
      const { task } = this.dataEntry(next);
      const kept = next.losses.filter(({ id, text }) =>
        text ? this.loss(id, text).tasks.includes(task) : made.includes(id),
      );
      next.losses = kept.length > 0 ? kept : this.field('losses').default(next);
      next.edits = patch.edits ?? [];
      next.branches = patch.branches ?? [];
    }
    if (!('view' in patch) && !this.changed(state, 'view')) next.view = this.field('view').default(next);
    if (next.optimizer !== state.optimizer) {
      next.optimizer_params = patch.optimizer_params ?? {};
      for (const key of ['learning_rate', 'weight_decay', 'decoupled_weight_decay'] as const)
        next[key] = patch[key] ?? this.setting(key, next).default;
    }
    if (next.schedule !== state.schedule) next.schedule_params = patch.schedule_params ?? {};
    next.edits = next.edits.filter((edit) => edit.index < next.samples);
    const given = new Map(this.fields.map((field) => [field.key as string, field.format(next[field.key])]));
    return this.fill(given, []);
  }

  /** `state` with the fields of `keys` at their defaults. */
  reset(state: State, keys: readonly Key[]): State {
    const kept = this.fields.filter((field) => !keys.includes(field.key));
    return this.with(
      state,
      this.defaults(Object.fromEntries(kept.map((field) => [field.key, state[field.key]]))),
    );
  }

  /** What the engine needs of a state; its ids were looked up as it was read. */
  spec(state: State): CheckedSpec {
    return this.#spec(state) as CheckedSpec;
  }

  #spec(state: State): Spec {
    const {
      speed: _speed,
      autoplay: _autoplay,
      view: _view,
      controls: _shown,
      hide: _hide,
      height: _height,
      ...rows
    } = state;
    const hidden = plainUnits(state.layers);
    // The short way where there is one: older versions read it too.
    const short = hidden && hidden.length <= maxLayers && hidden.every((units) => units <= unitRange.high);
    const spec = { ...rows, ...(short ? { hidden, layers: [] } : { hidden: [] }) };
    if (!this.own || state.data !== ownId) return spec;
    const { data: _data, ...rest } = spec;
    return { ...rest, own: this.own };
  }

  /** The other way: what a change of a spec is in a state. */
  fromSpec({
    hidden,
    layers,
    stop,
    ...rest
  }: Partial<Spec> | (Partial<State> & { hidden?: number[] })): Partial<State> {
    const units = layers && layers.length > 0 ? undefined : hidden;
    const listed = layers?.flatMap((layer) =>
      typeof layer === 'number'
        ? denseLayers([layer])
        : [{ params: {}, activation: '', frozen: false, ...layer }],
    );
    const model = units ? denseLayers(units) : listed;
    const rules = stop?.map((rule) => ({ params: {}, ...rule }));
    return { ...(rest as Partial<State>), ...(model && { layers: model }), ...(rules && { stop: rules }) };
  }

  private id<K extends 'data' | 'activation' | 'init' | 'optimizer' | 'schedule'>(
    key: K,
    group: Group,
    control: Control,
    entries: EntryInfo[],
    optional = false,
  ): Field<K> {
    const fallback = () => this.catalog.defaults[key];
    return {
      key,
      type: 'id',
      group,
      control,
      default: fallback,
      format: String,
      parse: (text, _above, report) => {
        const id = text.trim().toLowerCase();
        if (find(entries, id) || (optional && id === '')) return id;
        report('unknown_id', text, hint(id, ids(entries)), fallback());
        return fallback();
      },
    };
  }

  /** The rows of the numbers that a panel shows. */
  private numbers(panel: SettingInfo['group']): Field<SettingKey>[] {
    return this.catalog.settings
      .filter(({ group }) => group === panel)
      .map((setting) => this.number(setting));
  }

  private number({ id, group, control, integer = false }: SettingInfo): Field<SettingKey> {
    const range = (above: State) => this.setting(id, above);
    return {
      key: id,
      type: integer ? 'integer' : 'number',
      group,
      control,
      range,
      default: (above) => range(above).default,
      parse: (text, above, report) => numberIn(text, range(above), integer, report),
      format: String,
    };
  }

  /** Parameters of an optimiser besides those that are settings of their own, such as the learning rate. */
  optimizerSliders(id: string): ParamInfo[] {
    const params = find(this.catalog.optimizers, id)?.params ?? [];
    return params.filter((param) => !find(this.catalog.settings, param.id));
  }

  scheduleSliders(id: string): ParamInfo[] {
    return find(this.catalog.schedules, id)?.params ?? [];
  }

  /** Metrics that can judge runs on the data set; the first is the default. */
  judges(state: Pick<State, 'data'>): MetricEntryInfo[] {
    const { task } = this.dataEntry(state);
    return this.catalog.metrics.filter((metric) => metric.tasks.includes(task));
  }

  private metric(): Field<'metric'> {
    const fallback = (above: State) => this.judges(above)[0]?.id ?? '';
    return {
      key: 'metric',
      type: 'id',
      group: 'lanes',
      control: 'select',
      default: fallback,
      format: String,
      parse: (text, above, report) => {
        const id = text.trim().toLowerCase();
        const suited = ids(this.judges(above));
        if (suited.includes(id)) return id;
        report('unknown_id', text, hint(id, suited), fallback(above));
        return fallback(above);
      },
    };
  }
}
