// SPDX-License-Identifier: Apache-2.0
// The words of the parts that are fetched late, in German.
import type { FindingId } from '../../engine/types.ts';
import type { Problem } from '../../state.ts';
import { formatCount, formatNumber, formatPercent, formatTick } from '../../views/format.ts';
import type { words as claimWords } from '../claims-words.ts';
import type { words as costWords } from '../cost-words.ts';
import type { words as curveWords } from '../curve-words.ts';
import { words as docsInEnglish } from '../docs-words.ts';
import type { words as doctorWords } from '../doctor-words.ts';
import type { words as editorWords } from '../editor-words.ts';
import type { words as embeddingWords } from '../embedding-words.ts';
import type { words as gradientWords } from '../gradients-words.ts';
import type { words as keyWords } from '../keys-words.ts';
import type { words as lessonWords } from '../lesson-words.ts';
import type { words as networkWords } from '../network-words.ts';
import type { words as noticeWords } from '../notice-words.ts';
import type { words as picturesWords } from '../pictures-words.ts';
import type { words as raceWords } from '../race-words.ts';
import type { words as sampleWords } from '../samples-words.ts';
import type { words as stopWords } from '../stop-words.ts';
import type { words as surfaceWords } from '../surface-words.ts';
import { words as takeWords } from '../take/words.ts';
import type { words as termWords } from '../terms-words.ts';

type Evidence = (id: string) => number;

const percent = (share: number) => formatPercent(Math.round(share * 100) / 100);

const said: Record<FindingId, (of: Evidence, step: number) => string> = {
  diverged: (of, step) =>
    `ist bei Schritt ${formatCount(step)} divergiert: eine Lernrate von ${formatTick(Number(of('rate').toPrecision(3)))} ist zu groß`,
  diverging: (of) =>
    `divergiert: der Verlust begann bei ${formatNumber(of('first'))} und ist jetzt ${formatNumber(of('now'))}`,
  dead: (of) =>
    `hat tote Einheiten: ${of('dead')} von ${of('units')} in Schicht ${of('layer')} sind für jedes Beispiel 0 und lernen nichts mehr`,
  exploding: (of) =>
    `hat explodierende Gradienten: in der ersten Schicht ${formatNumber(of('ratio'))}-mal so groß wie in der letzten`,
  vanishing: (of) =>
    `hat schwindende Gradienten: die erste Schicht sieht 1 Teil von ${formatCount(1 / of('ratio'))} dessen, was die letzte sieht`,
  collapse: (of) =>
    `antwortet jedem Beispiel mit einer Klasse, obwohl nur ${percent(of('share'))} von ihr sind`,
  unsteady: (of) =>
    `schwankt: der Verlust steigt in ${percent(of('rises'))} der Schritte, jedes Mal um ${percent(of('swing'))}`,
  overfitting: (of) =>
    `lernt auswendig: der Validierungsverlust war ${formatNumber(of('best'))} bei Schritt ${formatCount(of('best_step'))} und ist jetzt ${formatNumber(of('now'))}`,
  slow: (of) =>
    `lernt langsam: von ${formatNumber(of('first'))} kam der Verlust erst auf ${formatNumber(of('now'))} herunter`,
  plateau: (of) =>
    `steckt fest: der Verlust von ${formatNumber(of('now'))} fällt kaum, am Anfang war er ${formatNumber(of('first'))}`,
};

const range = ([low, high]: readonly [number, number]) =>
  low === high ? formatNumber(low, 2) : `${formatNumber(low, 2)} bis ${formatNumber(high, 2)}`;

export const claims: typeof claimWords = {
  title: 'Was die Lektion behauptet',
  measured: ({ measured, between, of }, seeds) =>
    `Auf ${seeds} Startwerten gemessen: ${range(measured)}; gefordert: ${range(between)}${of ? ` auf ${of} davon` : ''}.`,
  check: 'Hier nachprüfen',
  checkHelp: 'Trainiert es in Ihrem Browser auf jedem Startwert, auch mit vertauschten Rollen',
  checking: (done, seeds) => `${done} von ${seeds} Startwerten trainiert`,
  cancel: 'Abbrechen',
  heads: ['Startwert', 'Hier', 'Vertauscht'],
  outcome: ({ value, held }) => `${formatNumber(value)} ${held ? 'hält' : 'hält nicht'}`,
  verdict: (held, twins, seeds) => `Hält auf ${held} von ${seeds} Startwerten, vertauscht auf ${twins}.`,
  failed: 'Das konnte hier nicht trainiert werden.',
};

export const doctor: typeof doctorWords = {
  doctor: 'Diagnose',
  waiting: 'Die Diagnose sieht zu, wie die Bahnen lernen.',
  fine: (lanes) => ['Die Bahn lernt.', 'Beide Bahnen lernen.'][lanes - 1] ?? `Alle ${lanes} Bahnen lernen.`,
  calm: 'Bisher ist nichts auffällig.',
  finding: ({ id, evidence, step }) => said[id]((key) => evidence[key] ?? Number.NaN, step),
  more: (count) => `${count} weitere`,
  moreHelp: 'Was noch gefunden wurde',
  remedy: (changes) => `${changes.map(({ label, value }) => `${label} ${value}`).join(', ')} versuchen`,
  remedyHelp: 'Ändert die Einstellung und beginnt noch einmal mit denselben Gewichten',
};

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

export const keys: typeof keyWords = {
  title: 'Tasten',
  keys: [
    ['Leertaste', 'abspielen oder anhalten'],
    ['→ ←', 'ein Schritt vor oder zurück'],
    ['R', 'zurück: noch einmal dieselben Gewichte'],
    ['N', 'neuer Startwert'],
    ['1 – 4', 'eine Bahn zeigen, noch einmal: loslassen'],
    ['P', 'Vorführung: große Schrift, ganzer Bildschirm; Escape beendet sie'],
    ['T', 'mitnehmen: Code, Verlauf, Link'],
    ['Strg Z', 'rückgängig; mit Umschalt wiederholen'],
    ['?', 'diese Liste'],
  ],
  inPlot: 'In einem Bild: Bild auf und ab wählen ein Beispiel, Pfeile bewegen es.',
  shortcuts: 'Tasten ohne Strg',
  close: 'Schließen',
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

export const notice: typeof noticeWords = {
  title: (count) =>
    count === 1 ? 'Eine Einstellung wurde berichtigt' : `${count} Einstellungen wurden berichtigt`,
  recovered: (step) =>
    `Das Training war unerwartet stehen geblieben. Es hat neu begonnen und ist wieder bei Schritt ${formatCount(step)}.`,
  dismiss: 'Schließen',
  problem: problemText,
};

function problemText({ key, kind, got, right, used }: Problem): string {
  const using = used ? `; verwendet wird ${used}` : '';
  switch (kind) {
    case 'unknown_key':
      return right.includes(',')
        ? `„${got}“ ist keine Einstellung; es gibt ${right}`
        : `„${got}“ ist keine Einstellung; gemeint vielleicht ${right}?`;
    case 'twice':
      return `${key} steht zweimal da; verwendet wird ${used}, nicht ${got}`;
    case 'not_a_number':
      return `${key} muss eine Zahl in ${right} sein, nicht „${got}“${using}`;
    case 'range':
      return `${key} muss in ${right} liegen, nicht bei ${got}${using}`;
    case 'unknown_id':
      return `${key}: „${got}“ gibt es nicht; ${right.includes(',') ? `möglich sind ${right}` : `gemeint vielleicht ${right}?`}${using}`;
    case 'task':
      return `${key}: ${got} lässt sich auf ${used} nicht trainieren; diese schon: ${right}`;
    case 'too_many':
      return `${key}: höchstens ${right}, nicht ${got}${using}`;
    case 'form':
      return `${key} muss aussehen wie ${right}, nicht „${got}“${using}`;
    case 'engine':
      return `${key}: ${got}${using}`;
  }
}

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

export const take: typeof takeWords = {
  title: 'Mitnehmen',
  run: 'Dieser Lauf',
  historyCsv: 'Verlauf (CSV)',
  historyJson: 'Verlauf (JSON)',
  data: 'Daten (CSV)',
  code: 'Dieser Versuch als Programm',
  codeOf: takeWords.codeOf,
  codeNeeds: 'Die Daten als data.csv neben dem Programm speichern.',
  missing: 'Nicht in diesem Programm, weil die Bibliothek kein Gegenstück hat oder keines bekannt ist:',
  embed: 'Einbetten',
  embedOf: { element: 'Element', iframe: 'Rahmen', markdown: 'Markdown' },
  link: 'Link',
  qr: 'Der Link als QR-Code',
  qrFailed: 'Der Link ist zu lang für einen QR-Code.',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyByHand: 'Den Text markieren und kopieren.',
  save: 'Speichern',
  close: 'Schließen',
};

const steps = (count = Number.NaN) => `${formatCount(count)} ${count === 1 ? 'Schritt' : 'Schritten'}`;

export const stop: typeof stopWords = {
  help: 'Eine Bahn ist fertig, wenn eine dieser Regeln zutrifft; der Lauf ruht, wenn es alle sind. Abspielen setzt ihn fort.',
  paramOf: (param, title) => `${param} von ${title}`,
  stopped: ({ step }, why) => `Angehalten bei Schritt ${formatCount(step)}: ${why}.`,
  best: ({ best, best_step }) => `Bester Wert ${formatNumber(best)} bei Schritt ${formatCount(best_step)}.`,
  goToBest: 'Zum besten Schritt',
  goToBestHelp: 'Bringt den Lauf zu diesem Schritt, mit den Gewichten von dort',
  why: {
    validation: ({ patience }) => `der Validierungsverlust ist seit ${steps(patience)} nicht gesunken`,
    plateau: ({ patience }) => `der Trainingsverlust ist seit ${steps(patience)} nicht gesunken`,
    target: ({ loss = Number.NaN }) => `der Trainingsverlust ist höchstens ${formatNumber(loss)}`,
    divergence: ({ factor = Number.NaN }) =>
      `der Trainingsverlust ist mehr als das ${formatNumber(factor)}-fache des ersten`,
  },
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

export const editor: typeof editorWords = {
  editor: 'Ein eigener Verlust',
  editorHelp:
    'Die letzte Zeile ist der Verlust eines Beispiels. Zeilen darüber dürfen Teile benennen, und ein Bereich macht einen Regler: delta = 1 in [0.1, 5]',
  editorWords: 'Namen, die so beginnen',
  loadingLanguage: 'Die Sprache wird geladen …',
  readAs: ({ labels: kind }) =>
    ({
      real: 'p ist die Vorhersage, y das Ziel.',
      binary: 'z ist der Wert, p seine Wahrscheinlichkeit, y eine Klasse 0 oder 1.',
      signed: 'z ist der Wert, p seine Wahrscheinlichkeit, y eine Klasse −1 oder +1.',
      classes: 'z hat einen Wert je Klasse, p ihre Wahrscheinlichkeiten, y ist die richtige Klasse.',
    })[kind],
  otherTask: ({ target, tasks }, task) =>
    target === 'none'
      ? 'Dieser Verlust braucht mehr als Vorhersage und Ziel; mit diesen Daten lässt er sich nicht trainieren.'
      : `Dieser Verlust ist für Daten der Art ${tasks.join(' oder ')}; diese sind ${task}.`,
  mistakeAt: ({ line, column, message }) =>
    line > 0 ? `Zeile ${line}, Spalte ${column}: ${message}.` : message,
  use: (text) => `${text} nehmen`,
  warnings: 'Was schiefgehen kann',
  plotOf: (low, middle, high) =>
    `Verlust und Steigung über der Vorhersage: links ${low}, in der Mitte ${middle}, rechts ${high}`,
  plotKey: (low, high, target) =>
    `durchgezogen Verlust, gestrichelt Steigung; Vorhersage von ${low} bis ${high}, Ziel ${target}`.replaceAll(
      '-',
      '−',
    ),
  cancel: 'Abbrechen',
  trainWithIt: 'Damit trainieren',
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

export const lesson: typeof lessonWords = {
  lessonsLead:
    'Kurze Gänge durch das, was Verluste tun (auf Englisch). Jeder führt den Spielplatz, an dem sich dabei alles ändern lässt, und endet mit Behauptungen zum Nachprüfen.',
  searchLessons: 'Lektionen suchen',
  lessonTopics: 'Thema',
  allLessons: 'Alle Lektionen',
  noLessons: (query) => `Keine Lektion handelt von „${query}“.`,
  lessonsFound: (count) => `${count} ${count === 1 ? 'Lektion' : 'Lektionen'}`,
  leaveLesson: 'Die Lektion verlassen; der Spielplatz bleibt, wie er ist',
  lessonStep: (at, count) => `Schritt ${at} von ${count}`,
  lessonAt: (at, count) => `${at} von ${count}`,
  lessonPictures: (at) => `Die Bilder zeigen Schritt ${at}.`,
  lessonAgain: 'Diesen Schritt noch einmal von vorn zeigen',
  lessonBack: 'Zurück',
  lessonNext: 'Weiter',
  nextLesson: 'Nächste Lektion',
  endLesson: 'Lektion beenden',
  lessonTries: 'Zum Ausprobieren',
  lessonReferences: 'Zum Weiterlesen',
  lessonThen: (title) => `Die nächste Lektion: ${title}.`,
};

export const docs: typeof docsInEnglish = {
  settingHeads: ['Schlüssel', 'Werte', 'Vorgabe'],
  layerHeads: ['Schicht', 'Was sie tut, und ihre Parameter'],
  stopHeads: ['Regel', 'Wann eine Bahn fertig ist, und ihre Parameter'],
  dataHeads: ['Daten', 'Was sie sind'],
  forms: docsInEnglish.forms,
};

export const curve: typeof curveWords = {
  curve: 'Kurve eines Verlusts',
  value: 'Verlust',
  gradient: 'Gradient',
  axis: {
    residual: () => 'Residuum ŷ − y',
    margin: () => 'Abstand: Wert der richtigen Klasse',
    class: () => 'Wert der richtigen Klasse, zwei andere bei 0',
    number: (input) => `eine Zahl von ${input}, der Rest fest`,
  },
  overSamples: (samples) => (samples > 1 ? `, Mittel über ${samples} Beispiele` : ''),
  ends: (what, low, middle, high) => `${what} links ${low}, in der Mitte ${middle}, rechts ${high}`,
  span: (axis, low, high) => `${axis}, von ${low} bis ${high}`,
  failed: 'Die Kurve ließ sich nicht berechnen.',
};
