// SPDX-License-Identifier: Apache-2.0
// The state of the playground, one row a field. The rows drive the URL hash, the attributes of the element, its controls
// and reset; ids, defaults and ranges come from the catalogue. A key is spelt alike in URL, attribute and Spec.
import type {
  Catalog,
  DataEntryInfo,
  EntryInfo,
  LossChoice,
  LossInfo,
  ParamInfo,
  Spec,
} from './engine/types.ts';
import {
  decode,
  find,
  formatParams,
  hint,
  ids,
  normalParams,
  numberIn,
  type Problem,
  parseNumber,
  parseParams,
  type Report,
} from './state-text.ts';
import {
  type Control,
  defaultSpeed,
  type Edit,
  type Field,
  type Group,
  type Key,
  maxLanes,
  maxLayers,
  type SettingKey,
  type State,
  unitRange,
} from './state-types.ts';

export type { Problem } from './state-text.ts';

export * from './state-types.ts';

/** Rows and the operations over them, for one catalogue. */
export class Schema {
  readonly fields: readonly Field[];

  constructor(readonly catalog: Catalog) {
    this.fields = this.rows() as unknown as Field[];
  }

  // In the order of the URL: what a row depends on stands above it.
  private rows() {
    const { catalog } = this;
    return [
      this.id('data', 'data', 'thumbnails', catalog.data),
      this.losses(),
      this.number('samples', 'data', 'integer'),
      this.number('noise', 'data', 'number'),
      this.number('outliers', 'data', 'integer'),
      this.number('outlier_distance', 'data', 'number'),
      this.number('label_noise', 'data', 'number'),
      this.number('imbalance', 'data', 'number'),
      this.number('train_fraction', 'data', 'number'),
      this.hidden(),
      this.id('activation', 'model', 'select', catalog.activations),
      this.id('optimizer', 'optimizer', 'select', catalog.optimizers),
      this.optimizerParams(),
      this.number('learning_rate', 'optimizer', 'number'),
      this.number('batch_size', 'optimizer', 'integer'),
      this.number('seed', 'transport', 'integer', 'none'),
      this.edits(),
      this.speed(),
      this.autoplay(),
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

  loss(id: string): LossInfo {
    const loss = find(this.catalog.losses, id);
    if (!loss) throw new Error(`unknown loss ${id}`);
    return loss;
  }

  /** Losses that can train on the data set. */
  suited(state: Pick<State, 'data'>): LossInfo[] {
    const { task } = this.dataEntry(state);
    return this.catalog.losses.filter((loss) => loss.tasks.includes(task));
  }

  /** Losses made for the task: for classes those that know classes, where there are any, and of several classes first. */
  private made(state: Pick<State, 'data'>): LossInfo[] {
    const { task } = this.dataEntry(state);
    const suited = this.suited(state);
    const made = task === 'regression' ? suited : suited.filter((loss) => loss.target !== 'real');
    const first = (loss: LossInfo) => (task === 'multiclass' && loss.target === 'class' ? 0 : 1);
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
    const keys: string[] = this.fields.map((field) => field.key);
    for (const pair of text.replace(/^[#?]/, '').split('&').filter(Boolean)) {
      const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(decode(pair)) ?? [];
      if (!keys.includes(key))
        problems.push({ key, kind: 'unknown_key', got: key, right: hint(key, keys), used: '' });
      else if (given.has(key))
        problems.push({ key, kind: 'twice', got: value, right: '', used: given.get(key) ?? '' });
      else given.set(key, value);
    }
    return { state: this.fill(given, problems), problems };
  }

  private fill(given: Map<string, string>, problems: Problem[]): State {
    const state = {} as State;
    for (const field of this.fields) {
      const text = given.get(field.key);
      const report: Report = (kind, got, right, used = '') =>
        problems.push({ key: field.key, kind, got, right, used });
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
      const kept = next.losses.filter((choice) => made.includes(choice.id));
      next.losses = kept.length > 0 ? kept : this.field('losses').default(next);
      next.edits = patch.edits ?? [];
    }
    if (next.optimizer !== state.optimizer) {
      next.optimizer_params = patch.optimizer_params ?? {};
      next.learning_rate = patch.learning_rate ?? this.setting('learning_rate', next).default;
    }
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

  /** What the engine needs of a state. */
  spec(state: State): Spec {
    const { speed: _speed, autoplay: _autoplay, ...spec } = state;
    return spec;
  }

  private id<K extends 'data' | 'activation' | 'optimizer'>(
    key: K,
    group: Group,
    control: Control,
    entries: EntryInfo[],
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
        if (find(entries, id)) return id;
        report('unknown_id', text, hint(id, ids(entries)), fallback());
        return fallback();
      },
    };
  }

  private number<K extends SettingKey>(
    key: K,
    group: Group,
    type: 'number' | 'integer',
    control: Control = 'slider',
  ): Field<K> {
    const range = (above: State) => this.setting(key, above);
    return {
      key,
      type,
      group,
      control,
      range,
      default: (above) => range(above).default,
      parse: (text, above, report) => numberIn(text, range(above), type === 'integer', report),
      format: String,
    };
  }

  private losses(): Field<'losses'> {
    const normal = (choice: LossChoice) => {
      const given = new Map(Object.entries(choice.params ?? {}));
      return { id: choice.id, params: normalParams(given, this.loss(choice.id).params) };
    };
    const fallback = (above: State) => {
      const made = ids(this.made(above));
      const chosen = this.catalog.defaults.losses.filter((choice) => made.includes(choice.id));
      return chosen.length > 0 ? chosen.map(normal) : made.slice(0, 2).map((id) => ({ id, params: {} }));
    };
    const one = (text: string, above: State, report: Report): Required<LossChoice>[] => {
      const [name = '', ...pairs] = text.split(':');
      const id = name.trim().toLowerCase();
      const loss =
        find(this.catalog.losses, id) ??
        this.catalog.losses.find((each) => each.aliases.some((alias) => alias.toLowerCase() === id));
      const suited = ids(this.suited(above));
      if (!loss) {
        report('unknown_id', name, hint(id, suited));
        return [];
      }
      if (!suited.includes(loss.id)) {
        report('task', loss.id, suited.join(', '), above.data);
        return [];
      }
      return [{ id: loss.id, params: parseParams(pairs, loss.params, loss.id, report) }];
    };
    return {
      key: 'losses',
      type: 'losses',
      group: 'lanes',
      control: 'lanes',
      default: fallback,
      parse: (text, above, report) => {
        const lanes = text
          .split(',')
          .filter(Boolean)
          .flatMap((part) => one(part, above, report));
        if (lanes.length > maxLanes)
          report(
            'too_many',
            String(lanes.length),
            String(maxLanes),
            ids(lanes.slice(0, maxLanes)).join(', '),
          );
        return lanes.length > 0 ? lanes.slice(0, maxLanes) : fallback(above);
      },
      format: (lanes) =>
        lanes.map((lane) => [lane.id, formatParams(lane.params, ':')].filter(Boolean).join(':')).join(','),
    };
  }

  private hidden(): Field<'hidden'> {
    const fallback = () => [...this.catalog.defaults.hidden];
    return {
      key: 'hidden',
      type: 'integers',
      group: 'model',
      control: 'layers',
      default: fallback,
      // The empty list, a linear model, is written 0 because an empty value looks like a mistake.
      format: (units) => units.join(',') || '0',
      parse: (text, _above, report) => {
        if (text.trim() === '0') return [];
        const unit = { ...unitRange, default: this.catalog.defaults.hidden[0] ?? 1 };
        const layers = text.split(',').map((part) => numberIn(part, unit, true, report));
        const most = maxLayers;
        if (layers.length > most)
          report('too_many', String(layers.length), String(most), layers.slice(0, most).join(','));
        return layers.slice(0, most);
      },
    };
  }

  /** Parameters of an optimiser besides those that are settings of their own, such as the learning rate. */
  optimizerSliders(id: string): ParamInfo[] {
    const params = find(this.catalog.optimizers, id)?.params ?? [];
    return params.filter((param) => !find(this.catalog.settings, param.id));
  }

  private optimizerParams(): Field<'optimizer_params'> {
    return {
      key: 'optimizer_params',
      type: 'params',
      group: 'optimizer',
      control: 'params',
      default: () => ({}),
      parse: (text, above, report) => {
        const params = this.optimizerSliders(above.optimizer);
        return parseParams(text.split(/[,:]/).filter(Boolean), params, above.optimizer, report);
      },
      format: (params) => formatParams(params, ','),
    };
  }

  private edits(): Field<'edits'> {
    const one = (text: string, above: State, report: Report): Edit[] => {
      const [index = Number.NaN, ...values] = text.split(':').map(parseNumber);
      const entry = this.dataEntry(above);
      const good = Number.isInteger(index) && index >= 0 && index < above.samples;
      if (good && values.length === entry.inputs + 1 && values.every(Number.isFinite)) {
        const numbers = values.map((value) => value + 0);
        return [{ index, x: numbers.slice(0, -1), y: numbers.at(-1) ?? 0 }];
      }
      const inputs = Array.from({ length: entry.inputs }, (_, i) => (entry.inputs === 1 ? 'x' : `x${i + 1}`));
      report('form', text, ['index', ...inputs, 'y'].join(':'));
      return [];
    };
    return {
      key: 'edits',
      type: 'points',
      group: 'data',
      control: 'points',
      default: () => [],
      parse: (text, above, report) => {
        const all = text
          .split(',')
          .filter(Boolean)
          .flatMap((part) => one(part, above, report));
        return [...new Map(all.map((edit) => [edit.index, edit])).values()].sort((a, b) => a.index - b.index);
      },
      format: (edits) => edits.map((edit) => [edit.index, ...edit.x, edit.y].join(':')).join(','),
    };
  }

  private speed(): Field<'speed'> {
    const top = 100_000;
    const range = { id: 'speed', default: defaultSpeed, low: 0.1, high: top, log: true, help: '' };
    return {
      key: 'speed',
      type: 'number',
      group: 'transport',
      control: 'speed',
      default: () => defaultSpeed,
      parse: (text, _above, report) =>
        text === 'max' ? Number.POSITIVE_INFINITY : numberIn(text, range, false, report),
      format: (value) => (value === Number.POSITIVE_INFINITY ? 'max' : String(value)),
    };
  }

  private autoplay(): Field<'autoplay'> {
    return {
      key: 'autoplay',
      type: 'flag',
      group: 'transport',
      control: 'none',
      default: () => true,
      parse: (text, _above, report) => {
        if (['off', 'false', '0', 'no'].includes(text)) return false;
        if (!['', 'on', 'true', '1', 'yes'].includes(text)) report('form', text, 'on, off', 'on');
        return true;
      },
      format: (value) => (value ? 'on' : 'off'),
    };
  }
}
