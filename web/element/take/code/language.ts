// SPDX-License-Identifier: Apache-2.0
// Reads a loss of the engine's own language, as far as it says one sample's loss in numbers, and writes it in Python's
// terms. The language is described in web/docs/write-a-loss.md.

type Tree =
  | { kind: 'number'; text: string }
  | { kind: 'name'; name: string }
  | { kind: 'call'; name: string; of: Tree[] }
  | { kind: 'at'; of: Tree; index: Tree };

/** Of y: any number, labels 0 and 1, labels −1 and +1, or one class of several. */
export type Target = 'real' | 'binary' | 'signed' | 'class';

export interface Loss {
  target: Target;
  /** Parameters with their defaults, parts in order, and the loss. */
  params: Record<string, number>;
  parts: { name: string; tree: Tree }[];
  value: Tree;
}

const tokenForm =
  /\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(<=|>=|==|!=|[-+*/^()[\]{}?:,<>|=]))/y;
const infix: Record<string, [number, string]> = {
  '<': [4, 'less'],
  '<=': [4, 'less_equal'],
  '>': [4, 'greater'],
  '>=': [4, 'greater_equal'],
  '+': [5, 'add'],
  '-': [5, 'subtract'],
  '*': [6, 'multiply'],
  '/': [6, 'divide'],
};

class Reader {
  #tokens: string[] = [];
  #at = 0;

  constructor(line: string) {
    tokenForm.lastIndex = 0;
    for (let end = line.trimEnd().length; tokenForm.lastIndex < end; ) {
      const match = tokenForm.exec(line);
      if (!match) throw new Error(line);
      this.#tokens.push(match[0].trim());
    }
  }

  get next(): string {
    return this.#tokens[this.#at] ?? '';
  }

  take(token: string): boolean {
    if (this.next !== token) return false;
    this.#at++;
    return true;
  }

  need(token: string): void {
    if (!this.take(token)) throw new Error(`expected ${token} before “${this.next}”`);
  }

  whole(): Tree {
    const tree = this.choice();
    if (this.next) throw new Error(`unexpected ${this.next}`);
    return tree;
  }

  private choice(): Tree {
    const condition = this.sum(0);
    if (!this.take('?')) return condition;
    const yes = this.choice();
    this.need(':');
    return { kind: 'call', name: 'where', of: [condition, yes, this.choice()] };
  }

  private sum(least: number): Tree {
    let left = this.signed();
    for (;;) {
      const [strength, name] = infix[this.next] ?? [0, ''];
      if (strength <= least) return left;
      this.#at++;
      left = { kind: 'call', name, of: [left, this.sum(strength)] };
    }
  }

  private signed(): Tree {
    if (this.take('-')) return { kind: 'call', name: 'negative', of: [this.signed()] };
    const base = this.indexed();
    if (!this.take('^')) return base;
    return { kind: 'call', name: 'power', of: [base, this.signed()] };
  }

  private indexed(): Tree {
    let tree = this.single();
    while (this.take('[')) {
      tree = { kind: 'at', of: tree, index: this.choice() };
      this.need(']');
    }
    return tree;
  }

  private single(): Tree {
    const token = this.next;
    this.#at++;
    if (token === '(' || token === '|') {
      const tree = this.choice();
      this.need(token === '(' ? ')' : '|');
      return token === '(' ? tree : { kind: 'call', name: 'abs', of: [tree] };
    }
    if (/^[\d.]/.test(token)) return { kind: 'number', text: token };
    if (!/^[A-Za-z_]/.test(token)) throw new Error(`unexpected ${token || 'end'}`);
    if (!this.take('(')) return { kind: 'name', name: token };
    const of: Tree[] = [];
    do of.push(this.choice());
    while (this.take(','));
    this.need(')');
    return { kind: 'call', name: token, of };
  }
}

const declarations: [RegExp, Target][] = [
  [/^y\s+in\s+R$/, 'real'],
  [/^y\s+in\s*\{\s*0\s*,\s*1\s*\}$/, 'binary'],
  [/^y\s+in\s*\{\s*-\s*1\s*,\s*\+?\s*1\s*\}$/, 'signed'],
  [/^y\s+in\s+classes$/, 'class'],
];

/** Throws where the text says more than can be written elsewhere. `target` is what the engine found y to be. */
export function readLoss(text: string, target: Target): Loss {
  const loss: Omit<Loss, 'value'> & { value?: Tree } = { target, params: {}, parts: [] };
  const plain = text.replaceAll('−', '-').replaceAll('·', '*').replaceAll('²', '^2');
  for (const given of plain.split(/[\n;]/)) {
    const line = given.replace(/#.*/, '').trim();
    if (!line || declarations.some(([form]) => form.test(line))) continue;
    if (/^input\b/.test(line)) throw new Error('inputs of its own');
    const param = /^(\w+)\s*=\s*([-\d.eE+]+)\s+in\s*\[/.exec(line);
    const part = /^(\w+)\s*=(?!=)(.*)$/.exec(line);
    if (param) loss.params[param[1] ?? ''] = Number(param[2]);
    else if (part) loss.parts.push({ name: part[1] ?? '', tree: new Reader(part[2] ?? '').whole() });
    else loss.value = new Reader(line).whole();
  }
  if (!loss.value) throw new Error('no loss');
  return loss as Loss;
}

/** How one library spells the functions: `$0` is the first argument, and {name} the library's module. */
export interface Spelling {
  functions: Record<string, string>;
  /** Elementwise functions of one argument that are called by name in this module. */
  module: string;
  /** Sum over the classes of a [batch, classes] array that keeps the axis. */
  over: (name: string, of: string) => string;
  /** A number as a value that the library's functions take. */
  constant: (text: string) => string;
}

const elementwise = 'exp log log1p expm1 sqrt abs sign tanh sin cos erf'.split(' ');
const operators: Record<string, string> = {
  add: '($0 + $1)',
  subtract: '($0 - $1)',
  multiply: '$0 * $1',
  divide: '$0 / $1',
  negative: '(-$0)',
  power: '$0 ** $1',
  pow: '$0 ** $1',
  less: '($0 < $1)',
  less_equal: '($0 <= $1)',
  greater: '($0 > $1)',
  greater_equal: '($0 >= $1)',
};
const reductions = ['sum', 'mean', 'logsumexp', 'max', 'min'];
const numbers: Record<string, string> = { pi: 'math.pi', e: 'math.e', eps: '1e-7' };

/** The lines of a Python function over p or z, and y; both are [batch, outputs]. */
export function writeLoss(loss: Loss, spelling: Spelling): string[] {
  const tensors = new Set(['p', 'z', 'y']);
  const names = new Set([...Object.keys(loss.params), ...loss.parts.map(({ name }) => name), 'p', 'z', 'y']);
  const isTensor = (tree: Tree): boolean =>
    tree.kind === 'name'
      ? tensors.has(tree.name)
      : tree.kind === 'call'
        ? tree.of.some(isTensor)
        : tree.kind === 'at';
  const write = (tree: Tree): string => {
    if (tree.kind === 'number') return tree.text;
    if (tree.kind === 'name') return nameOf(tree.name);
    if (tree.kind === 'at') {
      if (tree.index.kind !== 'name' || tree.index.name !== 'y') throw new Error('an element by number');
      return spelling.over('sum', `y * ${write(tree.of)}`);
    }
    const of = tree.of.map(write);
    if (tree.of.length === 1 && reductions.includes(tree.name) && loss.target === 'class')
      return spelling.over(tree.name, bare(of[0] ?? ''));
    const form = operators[tree.name] ?? spelling.functions[tree.name];
    const wants = operators[tree.name]
      ? of
      : of.map((text, i) => lifted(bare(text), tree.of[i] as Tree, tree.name));
    if (form) return `${bracketed(form, wants)}`;
    if (!elementwise.includes(tree.name)) throw new Error(`the function ${tree.name}`);
    if (!isTensor(tree)) return `math.${tree.name === 'abs' ? 'fabs' : tree.name}(${of[0]})`;
    return `${spelling.module}.${tree.name}(${bare(of[0] ?? '')})`;
  };
  const lifted = (text: string, tree: Tree, name: string) =>
    ['max', 'min', 'where'].includes(name) && !isTensor(tree) ? spelling.constant(text) : text;
  const nameOf = (name: string) => {
    if (names.has(name)) return name === 'lambda' ? 'lambda_' : name;
    if (name === 'C') return 'y.shape[1]';
    const known = numbers[name];
    if (!known) throw new Error(`the name ${name}`);
    return known;
  };
  const lines = loss.parts.map(({ name, tree }) => {
    const line = `${nameOf(name)} = ${bare(write(tree))}`;
    if (isTensor(tree)) tensors.add(name);
    return line;
  });
  return [...lines, `return ${bare(write(loss.value))}`];
}

// Products and powers bind as in the language, so that only what is weaker inside of them needs brackets of its own.
const bracketed = (form: string, of: readonly string[]) => {
  const tight = form.includes('**') || form === '$0 / $1';
  const put = (text = '', i = 0) =>
    (tight || (form === '$0 * $1' && i === 1)) && /[ ]/.test(text) && !closed(text) ? `(${text})` : text;
  return form.replaceAll(/\$(\d)/g, (_, i) => put(of[Number(i)], Number(i)));
};

/** Whether one pair of brackets, or a call, is around the whole. */
function closed(text: string): boolean {
  const start = text.indexOf('(');
  if (start < 0 || !/^[\w.]*$/.test(text.slice(0, start))) return false;
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    depth += text[i] === '(' ? 1 : text[i] === ')' ? -1 : 0;
    if (depth === 0) return i === text.length - 1;
  }
  return false;
}

const bare = (text: string) => (text.startsWith('(') && closed(text) ? text.slice(1, -1) : text);
