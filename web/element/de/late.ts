// SPDX-License-Identifier: Apache-2.0
// The words of the parts that are fetched late, in German.
import type { FindingId } from '../../engine/types.ts';
import type { Problem } from '../../state.ts';
import { formatCount, formatNumber, formatPercent, formatTick } from '../../views/format.ts';
import type { words as claimWords } from '../claims-words.ts';
import type { words as curveWords } from '../curve-words.ts';
import { words as docsInEnglish } from '../docs-words.ts';
import type { words as doctorWords } from '../doctor-words.ts';
import type { words as editorWords } from '../editor-words.ts';
import type { words as keyWords } from '../keys-words.ts';
import type { words as lessonWords } from '../lesson-words.ts';
import type { words as noticeWords } from '../notice-words.ts';
import type { words as stopWords } from '../stop-words.ts';
import { words as takeWords } from '../take/words.ts';

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
