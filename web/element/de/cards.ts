// SPDX-License-Identifier: Apache-2.0
// The words of the cards of the stage that are fetched when they are opened, in German.
import { formatCount, formatNumber, formatPercent, formatTick } from '../../views/format.ts';
import type { words as costWords } from '../cost-words.ts';
import type { words as embeddingWords } from '../embedding-words.ts';
import type { words as gradientWords } from '../gradients-words.ts';
import type { words as networkWords } from '../network-words.ts';
import type { words as picturesWords } from '../pictures-words.ts';
import type { words as raceWords } from '../race-words.ts';
import type { words as sampleWords } from '../samples-words.ts';
import type { words as surfaceWords } from '../surface-words.ts';
import type { words as termWords } from '../terms-words.ts';

export const cost: typeof costWords = {
  title: 'Was ein Schritt kostet',
  note: 'auf diesem Gerät gemessen und gemittelt',
  waiting: 'Einen Moment: Ein Schritt wird gemessen.',
  failed: (why) => `Die Kosten konnten nicht gemessen werden: ${why}`,
  caption: (full) =>
    `Mikrosekunden eines Trainingsschritts auf diesem Gerät; ein voller Balken ist ${formatTick(full)}`,
  part: 'Teil',
  forward: (layers) => `${layers}, vorwärts`,
  backward: (layers) => `${layers}, rückwärts`,
  loss: 'Verlust und sein Gradient',
  update: 'Änderung der Gewichte',
  help: {
    forward: 'Was mit einer Schicht verschmolzen ist, zählt zu ihr, etwa Aktivierung und deren Steigung',
    backward: 'Der Gradient nach den Gewichten und nach dem, was hineinkam',
    loss: 'Der Verlust des Stapels und sein Gradient nach den Ausgängen',
    update: 'Der Optimierer, und was sonst von keinem Beispiel abhängt, etwa Strafen auf Gewichte',
  },
  output: 'Ausgang',
  instructions: (count) => `${formatCount(count)} ${count === 1 ? 'Befehl' : 'Befehle'}`,
  total: 'ganzer Schritt',
  share: 'davon der Verlust',
  memory: 'Arbeitsspeicher',
  bytes: (bytes) => `${formatNumber(bytes / 1000)} kB`,
  count: 'Befehle',
  fused: 'wegverschmolzen',
  fusedHelp: 'Elementweise Operationen, deren Ergebnisse nie im Speicher stehen',
  summary: (name, total, share, bytes) =>
    `${name}: ${total} Mikrosekunden je Schritt, davon der Verlust ${formatPercent(share)}; ${formatNumber(bytes / 1000)} Kilobyte`,
};

export const embedding: typeof embeddingWords = {
  title: 'Einbettung',
  note: 'Namen: Mittel der Klassen',
  axes: { x: 'erste Zahl', y: 'zweite Zahl' },
  first: (numbers) => `die ersten zwei von ${numbers} Zahlen`,
  none: 'Kein Verlust hier vergleicht Einbettungen. Wähle etwa Triplet Margin, Supervised Contrastive oder ArcFace.',
  summary: (name, classes) => `${name}: Beispiele von ${classes} Klassen, wie das Modell sie legt`,
};

export const gradients: typeof gradientWords = {
  title: 'Schichten und ihre Gradienten',
  note: 'jetzt, über den Trainingsbeispielen',
  kind: 'Zahlen, die die Histogramme zeigen',
  kinds: { weights: 'Gewichte', gradients: 'Gradienten', activations: 'Aktivierungen' },
  layer: (name, units) => `${name.replaceAll('_', ' ')}, ${units} ${units === 1 ? 'Einheit' : 'Einheiten'}`,
  output: 'Ausgang',
  heads: [
    { title: 'Bahn', help: '' },
    { title: '‖w‖', help: 'Norm der Gewichte und Biase der Schicht' },
    { title: '‖∂L/∂w‖', help: 'Norm des Gradienten des mittleren Trainingsverlusts nach ihnen' },
    { title: '‖Δw‖', help: 'Norm dessen, was der nächste Schritt ändert' },
    {
      title: '‖Δw‖ ÷ ‖w‖',
      help: 'Etwa 0,001 ist üblich; weit darüber schwankt das Training, weit darunter bewegt es sich kaum',
    },
    {
      title: 'tot',
      help: 'Einheiten, die für jedes Trainingsbeispiel 0 sind, nach einer Aktivierung, die sterben kann',
    },
    {
      title: 'gesättigt',
      help: 'Einheiten, die für jedes Trainingsbeispiel an einer Grenze ihrer Aktivierung sind',
    },
  ],
  units: (count, all) => `${count} von ${all}`,
  histogram: (layer, kind, low, high) =>
    `Histogramm von ${layer} (${gradients.kinds[kind]}), von ${formatTick(Number(low.toPrecision(2)))} bis ${formatTick(Number(high.toPrecision(2)))}, eine Linie je Bahn`,
  noise: (name, scale) =>
    Number.isNaN(scale)
      ? `${name}: der Gradient geht im Rauschen unter`
      : `${name}: Rauschen und Gradient wiegen gleich viel in Stapeln von ${formatNumber(scale, 2)}`,
  noiseTitle: 'Rauschen des Gradienten',
  noiseHelp: 'Größere Stapel ändern an einem Schritt nur noch wenig (McCandlish u. a. 2018)',
};

export const network: typeof networkWords = {
  layer: (at, count, kind) =>
    at === 0 ? 'Eingang' : at === count - 1 ? 'Ausgang' : `${kind.replaceAll('_', ' ')} ${at}`,
  unit: (unit, layer) => `${layer}, Einheit ${unit}`,
  weightFrom: (from, to) => `${from} → ${to}`,
  weight: 'Gewicht',
  bias: 'Bias',
  input: 'Eingang',
  output: 'Ausgang',
  gradient: '∂ℓ/∂Ausgang',
  byWeight: '∂ℓ/∂w des Beispiels',
  change: 'nächster Schritt Δ',
  after: 'danach',
  key: (widest, update) =>
    `${update ? 'was der nächste Schritt ändert, ' : ''}gestrichelt unter 0, das breiteste ${widest}`,
  keys: 'Das Netz. Links und rechts wählen eine Schicht, oben und unten eine Einheit, mit Umschalt eines der Gewichte in sie. Eingabe geht einen Schritt weiter, Rücktaste einen zurück.',
  lane: 'Bahn, deren Netz gezeichnet ist',
  edit: 'Das Modell ändern',
  previous: 'Schicht davor',
  next: 'Schicht danach',
  fewer: (layer) => `Eine Einheit weniger in Schicht ${layer}`,
  more: (layer) => `Eine Einheit mehr in Schicht ${layer}`,
  units: (units) => `${formatCount(units)} ${units === 1 ? 'Einheit' : 'Einheiten'}`,
  insert: 'Schicht danach einfügen',
  remove: 'Schicht entfernen',
  walk: 'Schritt für Schritt',
  walkHelp: 'Dem gehaltenen Beispiel durch das Netz folgen, seinem Gradienten zurück, dann den Schritt tun',
  halt: 'Anhalten',
  back: 'Zurück',
  on: 'Weiter',
  takeStep: 'Diesen Schritt tun',
  all: (sample) => `${sample}: was jede Einheit ausgibt, in standardisierten Einheiten.`,
  forwardInput: (sample, values) => `Vorwärts. ${sample} geht hinein, standardisiert: ${values}.`,
  forward: (unit, sum, activation, value) =>
    `Vorwärts. ${unit}: ${sum}${activation ? `, nach ${activation}` : ''} = ${value}.`,
  forwardOther: (layer, values) => `Vorwärts. ${layer} gibt aus: ${values}.`,
  lossAt: (facts) => `Verlust. ${facts}.`,
  backward: (unit, sum, value) => `Rückwärts. ∂ℓ/∂ von ${unit}: ${sum} = ${value}.`,
  backwardOther: (layer, values) => `Rückwärts. ∂ℓ/∂ von ${layer}: ${values}.`,
  update: (weight, before, change, after) => `Schritt. ${weight}: ${before} ${change} → ${after}.`,
  updateOther: 'Schritt. Der nächste Trainingsschritt ändert die Gewichte.',
  rest: (count) => `… (${count} weitere)`,
  heads: ['Schicht', 'Form', 'Aktivierung', 'Ausgabe für das Beispiel', '∂ℓ/∂Ausgabe'],
  weightHeads: ['Gewicht', 'Wert', '∂ℓ/∂w', 'Δ', 'Danach'],
  weightsInto: (layer) => `Gewichte in ${layer}`,
};

export const race: typeof raceWords = {
  title: 'Rennen der Optimierer',
  terrain: 'Landschaft',
  own: 'eine eigene Funktion',
  text: 'f(x, y) =',
  textHelp: 'Eine Funktion von x und y in der Sprache der Verluste, etwa sin(3*x) + x^2 + y^2',
  map: 'Klick: dort beginnen. Pfeiltasten bewegen den Anfang.',
  play: 'Rennen',
  pause: 'Anhalten',
  again: 'Noch einmal',
  step: 'Schritt des Rennens',
  at: (step, last) => `Schritt ${formatCount(step)} von ${formatCount(last)}`,
  steps: 'Schritte',
  racer: (n) => `Optimierer ${n}`,
  rate: 'Rate',
  rateOf: (title) => `Lernrate von ${title}`,
  add: 'Optimierer hinzufügen',
  remove: (title) => `${title} entfernen`,
  value: (value, diverged) => (diverged ? 'divergiert' : value === undefined ? '–' : formatNumber(value)),
  table: 'Als Tabelle',
  heads: ['Optimierer', 'x', 'y', 'f(x, y)', 'Schritte bis 1 %'],
  headsHelp: 'Schritte, bis f − sein kleinster Wert 1 % dessen ist, was es am Anfang war',
  never: 'nie',
  summary: (title, step, [x, y], standings) =>
    `${title} von oben, Optimierer ab x ${formatNumber(x)}, y ${formatNumber(y)}. Nach ${formatCount(step)} Schritten ${standings.join(', ')}.`,
  standing: (name, value) => `${name} ${value}`,
};

export const samples: typeof sampleWords = {
  title: 'Teuerste Beispiele',
  lane: 'Bahn, deren Beispiele gelistet sind',
  rows: (shown, all) =>
    shown < all
      ? `${formatCount(shown)} von ${formatCount(all)} Beispielen`
      : `${formatCount(all)} Beispiele`,
  hold: (sample) => `Beispiel ${sample + 1} halten`,
  validation: 'Validierung',
  heads: {
    sample: { title: 'Beispiel', help: 'Nach Nummer' },
    target: { title: 'y', help: 'Das Ziel' },
    prediction: { title: 'ŷ', help: 'Was das Modell sagt' },
    loss: { title: 'Verlust', help: 'Der Verlust dieses Beispiels allein' },
    gradient: { title: '∂ℓ/∂ŷ', help: 'Wie sich der Verlust mit der Vorhersage ändert; nach Größe' },
    share: {
      title: 'Anteil',
      help: 'An den Gradienten aller Trainingsbeispiele nach den Gewichten: die eigene Norm als Teil der Summe der Normen',
    },
  },
  check: 'Gradienten prüfen',
  checkHelp:
    'Vergleicht Ableitungen nach einigen Gewichten mit Differenzen des Verlusts, in doppelter Genauigkeit',
  checkedAt: (lane, step, difference) =>
    `${lane} bei Schritt ${formatCount(step)}: Gradient und Differenzen stimmen bis auf ${formatNumber(difference, 2)} des größten überein.`,
  checkHeads: ['Gewicht', '∂L/∂w des Trainings', 'Differenzen'],
  close: 'Schließen',
};

export const terms: typeof termWords = {
  terms: (title) => `Summanden von ${title}`,
  add: 'Summand hinzufügen …',
  addLabel: (title) => `${title} einen Summanden hinzufügen`,
  model: 'Über das Modell',
  remove: (title) => `Den Summanden ${title} entfernen`,
  weight: 'Gewicht',
  weightOf: (title) => `Gewicht von ${title}`,
  weightHelp: 'Was der Summand in der Summe zählt, die kleiner werden soll',
  scheduleOf: (title) => `Wie sich das Gewicht von ${title} ändert`,
  schedules: { constant: 'konstant', linear: 'fällt auf 0', cosine: 'Kosinus auf 0', warm_up: 'steigt' },
  steps: 'Schritte',
  stepsOf: (title) => `Schritte, über die sich das Gewicht von ${title} ändert`,
  paramOf: (param, title) => `${param} von ${title}`,
  balance: 'Ausgleich',
  classes: 'Beispiele zählen',
  classWeights: { none: 'alle gleich', inverse: 'umgekehrt zur Klasse', effective: 'nach wirksamer Anzahl' },
  value: 'Wert',
  slope: 'Gradient',
  now: (weight = Number.NaN) => `jetzt ${formatNumber(weight)}`,
  readHelp:
    'Über den Trainingsbeispielen, ohne das Gewicht: der Wert, und die Norm seines Gradienten nach den Gewichten des Modells',
  reading: (number) => formatNumber(number),
  curves: 'Summanden',
  curvesNote: 'der Trainingsbeispiele, ohne Gewichte',
  none: 'Jeder Verlust hier steht allein. Fügen Sie einem etwas hinzu, etwa eine Strafe auf die Gewichte, um zu sehen, wie sie teilen.',
  term: 'Summand',
  norm: 'Norm seines Gradienten',
  summary: (title, terms) =>
    `${title}: ${terms.map(({ name, numbers }) => `${name} ${numbers[0]}, Gradient ${numbers[1]}`).join('; ')}`,
};

export const surface: typeof surfaceWords = {
  title: 'Verlustfläche',
  lane: 'Bahn, deren Verlust gezeichnet ist',
  directionsLabel: 'Richtungen durch den Raum der Gewichte',
  directions: {
    principal: 'entlang des Wegs',
    random: 'zufällige Richtungen',
    curvature: 'Richtungen stärkster Krümmung',
  },
  work: 'Fläche wird berechnet',
  axis: (kind, n, share, eigenvalue) =>
    [
      { principal: `Komponente ${n}`, random: `Richtung ${n}`, curvature: `Eigenvektor ${n}` }[kind],
      ...(kind === 'curvature' ? [`Krümmung ${formatNumber(eigenvalue)}`] : []),
      ...(share === undefined ? [] : [`${formatPercent(share)} des Wegs`]),
    ].join(' · '),
  at: (loss) => `Trainingsverlust hier ${loss}`,
  key: 'Trainingsverlust über den Gewichten; Pfeile zeigen bergab; Ring Anfang, Punkt jetzt',
  solid: '3-D',
  solidHelp: 'Um die Fläche herumgehen',
  noSolid: 'Dieser Browser hat kein WebGL',
  lostSolid:
    'Die Grafikkarte hat das 3-D-Bild aufgegeben. Diese Karte zeigt dasselbe; 3-D versucht es noch einmal.',
  solidKey:
    'ziehen oder Pfeiltasten: herumgehen, + und −: näher; Höhe ist der Trainingsverlust, etwa logarithmisch',
  solidSummary: (map) => `${map} Pfeiltasten gehen darum herum.`,
  diverged: (step) =>
    `Diese Bahn ist bei Schritt ${formatCount(step)} divergiert: um sie herum ist kein Verlust endlich. Zurückspulen zeigt, wie es dazu kam.`,
  summary: (name, [x, y], now, low, high) =>
    `Trainingsverlust von ${name} über seinen Gewichten: jetzt ${now}, im Bild ${low} bis ${high}. Quer: ${x}. Hoch: ${y}.`,
};

export const pictures: typeof picturesWords = {
  pictures: 'Beispiele als Bilder',
  pictureOf: (sample, count, target, answer) =>
    `Beispiel ${sample + 1} von ${count}: ${target}, das Modell sagt ${answer}`,
  pictureRange: (first, last, count) => `${first}–${last} von ${formatCount(count)}`,
  previousPage: 'Vorige Bilder',
  nextPage: 'Nächste Bilder',
  wrongPictures: (train, trained, validation, validated) =>
    `falsch: ${train} von ${trained} Training, ${validation} von ${validated} Validierung`,
};
