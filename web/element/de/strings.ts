// SPDX-License-Identifier: Apache-2.0
// The words of the playground in German. Its type is that of the English ones: a word that is missing does not compile.
import type { Frame, RunInfo } from '../../engine/types.ts';
import type { Key, SettingKey } from '../../state.ts';
import { formatCount, formatNumber } from '../../views/format.ts';
import { strings as english } from '../strings.ts';

const needed = { regression: 'eine Zahl als Ziel', binary: 'zwei Klassen', multiclass: 'mehrere Klassen' };

const labels: Record<SettingKey, string> & Partial<Record<Key, string>> = {
  data: 'Daten',
  samples: 'Beispiele',
  noise: 'Rauschen',
  outliers: 'Ausreißer',
  outlier_distance: 'Abstand der Ausreißer',
  label_noise: 'Falsche Klassen',
  imbalance: 'Ungleichgewicht',
  pair_noise: 'Vertauschte Nachbarklassen',
  missing: 'Fehlende Werte',
  drop_missing: 'Unvollständige weglassen',
  train_fraction: 'Anteil zum Training',
  stratify: 'Jede Klasse gleich teilen',
  embedding: 'Einbettung',
  per_class: 'Je Klasse',
  layers: 'Verborgene Schichten',
  activation: 'Aktivierung',
  init: 'Erste Gewichte',
  optimizer: 'Optimierer',
  learning_rate: 'Lernrate',
  schedule: 'Zeitplan',
  stop: 'Regeln zum Anhalten',
  warmup: 'Schritte zum Aufwärmen',
  weight_decay: 'Gewichtsabnahme',
  decoupled_weight_decay: 'Abnahme neben dem Gradienten',
  clip_value: 'Jede Zahl kappen bei',
  clip_norm: 'Norm jeder Schicht kappen bei',
  clip_global_norm: 'Gesamte Norm kappen bei',
  centralize: 'Gradienten zentrieren',
  ema: 'Mittel der Gewichte',
  batch_size: 'Stapelgröße',
  seed: 'Startwert',
  data_draw: 'Neue Daten',
  weight_draw: 'Neue Gewichte',
  batch_draw: 'Neue Folge',
  metric: 'Maß',
  speed: 'Tempo',
};

const many = (count: number, one: string, more: string) =>
  `${formatCount(count)} ${count === 1 ? one : more}`;

export const strings: typeof english = {
  playground: 'Spielplatz für Verlustfunktionen',
  label: (key) => labels[key] ?? english.label(key),
  explain: (what) => `Was ${what} ist`,
  param: english.param,

  data: 'Daten',
  generated: 'Erzeugt',
  real: 'Gemessen',
  model: 'Modell',
  optimizer: 'Optimierer',
  optimizerMore: 'Abnahme, Kappen, Mitteln',
  off: 'aus',
  rateNow: (rate) => `jetzt ${rate}`,
  sample: 'Beispiel',
  resetSection: (section) => `${section}: zurück zu den Vorgaben`,
  reset: 'Zurücksetzen',
  setup: 'Aufbau',
  setupSummary: (data, layers, optimizer, rate) => `${data} · ${layers} · ${optimizer} ${rate}`,
  inputs: (count) => `${count} ein`,
  outputs: (count) => `${count} aus`,
  unitsOfLayer: (layer) => `Einheiten der verborgenen Schicht ${layer}`,
  removeLayer: (layer) => `Verborgene Schicht ${layer} entfernen`,
  addLayer: 'Verborgene Schicht hinzufügen',
  moreLayers: 'Andere Arten von Schichten …',
  fewerLayers: 'Nur dichte Schichten',
  layerKind: (layer) => `Art der Schicht ${layer}`,
  layerParam: (layer, param) => `${param} der Schicht ${layer}`,
  layerActivation: (layer) => `Aktivierung nach Schicht ${layer}`,
  modelActivation: 'Aktivierung wie unten',
  noActivation: 'keine Aktivierung',
  freeze: (layer) => `Gewichte der Schicht ${layer} lassen, wie sie sind`,
  moveLayerUp: (layer) => `Schicht ${layer} nach oben`,
  automatic: 'Automatisch',
  linearModel: 'keine verborgene Schicht: linear',
  layers: (units, listed) =>
    units ? units.join('-') || 'linear' : many(listed.length, 'Schicht', 'Schichten'),
  parameterCount: (count) => `${formatCount(count)} Gewichte`,
  sourceTitle: 'Quelle und Lizenz',
  source: english.source,

  own: 'Eigene Daten',
  ownHint:
    'Eine Tabelle einfügen (CSV oder Zellen einer Tabellenkalkulation), eine Datei hierher ziehen oder wählen. Sie bleibt auf dieser Seite.',
  ownText: 'Tabelle als Text',
  ownFile: 'Datei wählen',
  ownUse: 'Damit trainieren',
  ownPreview: (rows) => `Erste Zeilen von ${formatCount(rows)}`,
  ownRole: (name) => `Rolle von ${name}`,
  ownRoles: { input: 'Eingang', target: 'Ziel', ignore: 'weggelassen' },
  ownType: (name) => `Art von ${name}`,
  ownTypes: { number: 'Zahl', text: 'Text' },
  ownTask: 'Aufgabe',
  ownTasks: {
    guess: 'nach der Art des Ziels',
    regression: 'eine Zahl',
    binary: 'eine von zwei Klassen',
    multiclass: 'eine von mehreren Klassen',
  },
  ownMissing: 'Fehlende Werte',
  ownMissings: { drop: 'Zeile weglassen', mean: 'Mittelwert einsetzen' },
  ownCounts: (rows, dropped, filled) =>
    `${formatCount(rows)} Zeilen verwendet, ${formatCount(dropped)} weggelassen, ${formatCount(filled)} Werte eingesetzt`,

  sampleNumber: 'Nummer',
  previousSample: 'Voriges Beispiel',
  nextSample: 'Nächstes Beispiel',
  sampleHint: 'Ein Beispiel in einem Bild ziehen, oder hier wählen und tippen.',
  sampleOf: (index, count) => `Beispiel ${index + 1} von ${count}`,
  undoMoves: (count) => (count === 1 ? 'Das Beispiel zurücklegen' : `${count} Beispiele zurücklegen`),
  movable: 'bewegliche Beispiele',
  movableHelp: 'Bild auf und ab wählen ein Beispiel, Pfeiltasten bewegen es, mit Umschalt weiter.',
  plot: (lane) => `Daten und Modell, trainiert mit ${lane}`,
  prediction: 'ŷ',
  loss: 'Verlust',
  gradient: '∂L/∂ŷ',

  keyWrong: 'falsch: Ziel → was das Modell sagt',
  keyPull: '−∂L/∂Wert einer Klasse; eines Pixels gefüllt, wo mehr Tinte den Verlust senkt',
  pictureHint: 'auf ein Bild zeigen, oder es durch Klick halten',

  lane: (index, title) => `Bahn ${index + 1}: ${title}`,
  addLane: 'Verlust hinzufügen',
  removeLane: (title) => `${title} entfernen`,
  chooseLoss: (title) => `Verlust: ${title}. Anderen wählen`,
  searchLosses: 'Verluste suchen',
  noLosses: (query) => `Kein Verlust hier heißt „${query}“.`,
  suits: 'Verluste, die zu diesen Daten passen',
  elsewhere: 'Verluste, die andere Daten brauchen',
  needs: ({ tasks, inputs }) =>
    tasks.length > 0
      ? `braucht ${tasks.map((task) => needed[task]).join(' oder ')}`
      : `nimmt ${inputs.map(({ id }) => id.replaceAll('_', ' ')).join(', ')}: für Arrays, nicht für Datensätze`,
  weighted: (title) => `${title}, gewichtet`,
  formula: 'Formel',
  addTerm: '+ Summand',
  writeYourOwn: 'Eigenen schreiben …',
  train: 'Training',
  validation: 'Validierung',
  diverged: (step) => `divergiert bei Schritt ${formatCount(step)}`,
  divergedShort: 'divergiert',

  keyTrain: 'Training',
  keyValidation: 'Validierung',
  keyOutlier: 'Ausreißer oder bewegt',
  keyArrow: (longest) => `−∂L/∂ŷ eines Beispiels, volle Länge ${longest}`,
  keyBand: '± eine Abweichung, wie das Modell erwartet',
  byLane: (each) => `${each.join(' · ')} je Bahn`,
  keyRing: (largest) => `Zug am Wert eines Beispiels: |∂L/∂ŷ|, größter Ring ${largest}`,
  shareOfOutliers: (count, share) =>
    `${count === 1 ? 'der Ausreißer' : `${count} Ausreißer`}: ${share} des Gradienten`,
  shareOfTop: (share) => `stärkstes Zehntel: ${share} des Gradienten`,
  sharesOf: 'Anteile am Gradienten',
  sharesHelp:
    'Wer einen Schritt lenkt: Anteil jedes Trainingsbeispiels an der Summe von |∂L/∂ŷ|: Ausreißer zuerst, dann vom größten zum kleinsten',
  keyColours: (target, low, high) => `${target} von ${low} bis ${high}`,
  slice: (names) =>
    names.length > 4
      ? `${formatCount(names.length)} weitere Eingänge bei ihrem Mittel`
      : `weitere Eingänge (${names.join(', ')}) bei ihrem Mittel`,
  dragHint: 'jedes Beispiel lässt sich ziehen',

  views: 'Karten der Bühne',
  view: {
    fit: 'Anpassung',
    loss: 'Verlust',
    metric: 'Maß',
    shape: 'Verlustform',
    network: 'Netz',
    surface: 'Fläche',
    race: 'Rennen',
    samples: 'Beispiele',
    gradients: 'Gradienten',
    embedding: 'Einbettung',
    terms: 'Summanden',
    cost: 'Kosten',
  },
  viewComing: 'Wird geladen …',
  viewFailed: 'Dieser Teil ließ sich nicht laden.',
  lossChart: 'Verlust',
  lossChartNote: 'Zahlen: Validierung (blass)',
  metricChartNote: (metric) => `Validierung, ${metric.higher_is_better ? 'höher' : 'niedriger'} ist besser`,
  chartAt: (step) => `bei Schritt ${formatCount(step)}`,
  logAxis: 'logarithmisch',
  stepAxis: 'Schritt',
  shapeChart: 'Verlustform',
  shapeResidual: 'Residuum ŷ − y',
  shapeMargin: 'Abstand: Wert × ±1 nach Klasse',
  shapeMultiMargin: 'Wert der wahren Klasse über den anderen',
  shapeNote: {
    all: 'die Trainingsbeispiele reiten darauf',
    split: 'eine Linie je Klasse, wo sie sich unterscheiden',
    some: 'nur Verluste, die ein Beispiel allein hat',
  },
  shapeValue: 'Verlust eines Beispiels',
  shapeGradient: 'Gradient ∂L/∂ŷ',

  asTable: 'Als Tabelle',

  resetRun: 'Zurück',
  resetRunHelp: 'Zurück zu Schritt 0 mit denselben Gewichten (R)',
  chance: 'Zufall',
  chanceHelp: 'Zieht eines davon neu; der Rest bleibt, wie er ist.',
  newSeed: 'Neuer Start',
  newSeedHelp: 'Andere Gewichte, Stapel und Aufteilung (N)',
  step: 'Schritt',
  stepHelp: 'Ein Trainingsschritt (Pfeil rechts)',
  play: 'Abspielen',
  pause: 'Anhalten',
  playHelp: (playing) => `${playing ? 'Anhalten' : 'Abspielen'} (Leertaste)`,
  speed: 'Tempo',
  speedOf: (speed) => (Number.isFinite(speed) ? `${formatCount(speed)} pro s` : 'so schnell es geht'),
  scrub: 'Schritt des Laufs',
  scrubHelp:
    'Zu jedem Schritt des Laufs: ziehen, oder Pfeiltasten, Pos1 und Ende. Eine Änderung dort ersetzt, was danach kam.',
  scrubAt: (frame, names) =>
    `Schritt ${formatCount(frame.step)} von ${formatCount(frame.head)}: ${frame.lanes
      .map((lane, i) => `${names[i]} ${formatNumber(lane.train_loss)}`)
      .join(', ')}`,
  branch: 'Abzweigen',
  branchHelp:
    'Eine neue Bahn, die die gezeigte (oder die erste) bei diesem Schritt verlässt, mit einem anderen Verlust',
  branchFull: (count) => `Es ist Platz für ${count} Bahnen; zum Abzweigen eine entfernen`,
  readStep: 'Schritt',
  readEpoch: 'Epoche',
  readRate: 'Schritte/s',
  readSeed: 'Start',
  hiddenTab: 'Angehalten, solange der Tab verborgen ist.',

  loading: 'Der Kern wird geladen …',
  failed: 'Der Lauf konnte nicht beginnen.',
  tryAgain: 'Noch einmal',
  startOver: 'Alles zurücksetzen',

  lessons: 'Lektionen',
  lessonsHelp: 'Kurze Gänge durch das, was Verluste tun (auf Englisch)',
  lessonFailed: 'Die Lektion konnte nicht geholt werden.',

  theme: { auto: 'Farben: wie das System', light: 'Farben: hell', dark: 'Farben: dunkel' },
  tagline: 'Verluste im Rennen: gleiche Daten, gleiche Gewichte, gleiche Stapel.',
  pageNav: 'Seite',
  takeCard: (title) => `${title} als Bild oder Zahlen speichern`,
  takePng: 'Bild (PNG)',
  takeSvg: 'Zeichnung (SVG)',
  takeCsv: 'Zahlen (CSV)',
  takeAway: 'Mitnehmen',
  takeAwayHelp: 'Verlauf, Daten, Code für PyTorch, Keras und JAX, Einbetten, QR-Code (T)',
  undo: 'Rückgängig',
  undoHelp: 'Die letzte Änderung einer Einstellung zurücknehmen (Strg Z)',
  redo: 'Wiederholen',
  redoHelp: 'Wiederholen, was zurückgenommen wurde (Strg Umschalt Z)',
  present: 'Vorführen',
  presentHelp: 'Vorführung: große Schrift, ganzer Bildschirm (P)',
  presentEnd: 'Vorführung beenden (Escape)',
  more: 'Mehr',
  share: 'Teilen',
  shareHelp: 'Einen Link kopieren, der diesen Versuch wiederholt',
  shared: 'Link kopiert',
  shareByHand: 'Diesen Link kopieren',
  docs: 'Doku',
  catalogue: 'Verluste',
  help: 'Tasten',

  race: raceText,
  summary: (frame, info, names) =>
    `Schritt ${formatCount(frame.step)}. Verlust auf der Validierung: ${frame.lanes
      .map(
        (lane, i) =>
          `${names[i]} ${lane.status === 'diverged' ? 'divergiert' : formatNumber(lane.validation_loss)}`,
      )
      .join(', ')}. ${raceText(frame, info, names)}`,
};

/** Values this close, as a share of the better one, are called a tie. */
const tie = 0.02;

function raceText(frame: Frame, { metric, lanes }: RunInfo, names: string[]): string {
  const sign = metric.higher_is_better ? -1 : 1;
  const runners = frame.lanes
    .map((lane, i) => ({ name: names[i] ?? '', value: lane.validation_metric }))
    .filter(({ value }, i) => Number.isFinite(value) && frame.lanes[i]?.status === 'running')
    .sort((a, b) => sign * (a.value - b.value));
  const [first, second] = runners;
  const unit = metric.unit ? ` ${metric.unit}` : '';
  const of = (value: number) => `${formatNumber(value)}${unit}`;
  if (!first) return lanes.length > 0 ? 'Keine Bahn hat einen endlichen Verlust.' : '';
  if (!second) return `${metric.title} bei der Validierung: ${of(first.value)}`;
  if (Math.abs(first.value - second.value) <= tie * Math.abs(first.value))
    return `${first.name} und ${second.name} liegen gleichauf: ${metric.title} ${of(first.value)} bei der Validierung`;
  return `${first.name} führt: ${metric.title} ${of(first.value)} gegen ${of(second.value)} von ${second.name} bei der Validierung`;
}
