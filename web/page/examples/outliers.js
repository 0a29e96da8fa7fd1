// SPDX-License-Identifier: Apache-2.0
// A text whose figures follow the reader: the passage that is being read sets the attributes of the figure beside it.
import 'losscape/curve';
import 'losscape/element';
import 'losscape/race';

/** `set` of a passage, `show=gradient; loss=mse`, into the attributes of a figure. */
function set(figure, text) {
  for (const pair of text.split(';')) {
    const [name, ...value] = pair.trim().split('=');
    if (name) figure.setAttribute(name, value.join('='));
  }
}

/** The passage that has set a figure last. */
const setBy = new WeakMap();

/** Up to a step, from another where that is given; who has asked for less motion sees the end at once. */
async function run(figure, passage) {
  const { from, until } = passage.dataset;
  delete figure.dataset.until;
  if (from !== undefined) await figure.seek(Number(from));
  if (setBy.get(figure) !== passage) return; // the reader has gone on meanwhile
  figure.dataset.until = until;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) await figure.seek(Number(until));
  else figure.play();
}

document.addEventListener('step', ({ target, detail }) => {
  if (!(detail.step >= Number(target.dataset.until))) return;
  delete target.dataset.until; // the reader may train on from here
  target.pause();
});

const passages = [...document.querySelectorAll('.scene .text > *')];

function read(passage) {
  const scene = passage.closest('.scene');
  scene.querySelector('.now')?.classList.remove('now');
  passage.classList.add('now');
  // A passage that sets nothing leaves the figure to the one before it.
  const setting = passages
    .slice(0, passages.indexOf(passage) + 1)
    .findLast(({ dataset }) => 'set' in dataset);
  const figure = scene.querySelector('.figure');
  if (setBy.get(figure) === setting) return;
  setBy.set(figure, setting);
  set(figure, setting.dataset.set);
  if (setting.dataset.until) run(figure, setting);
}

const seen = new Set();
// The last passage that has come up to here is the one being read.
const reached = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting) seen.add(target);
      else seen.delete(target);
    const last = passages.findLast((passage) => seen.has(passage));
    if (last) read(last);
  },
  { rootMargin: '0px 0px -30%' },
);
for (const passage of passages) reached.observe(passage);
