// SPDX-License-Identifier: Apache-2.0
// Contenders of tests/bench/module: in wasm in this thread (Node or page), and natively as processes beside it.
import { local } from './measure.mjs';

/** `open(name, numbers, title)` for contenders of bench_module.wasm. */
export async function wasmModule(createBench, wasmBinary) {
  const m = await createBench({ wasmBinary });
  const text = (at) => {
    let end = at;
    while (m.HEAPU8[end]) end++;
    return String.fromCharCode(...m.HEAPU8.subarray(at, end));
  };
  const names = Array.from({ length: m._bench_count() }, (_, i) => text(m._bench_name(i)));
  return (name, numbers, title) => {
    const memory = m._malloc(numbers.length * 4);
    m.HEAPF32.set(numbers, memory / 4);
    const handle = m._bench_open(names.indexOf(name), memory, numbers.length);
    m._free(memory);
    return local(
      title,
      (count) => m._bench_run(handle, count),
      () => m._bench_result(handle),
      () => m._bench_close(handle),
    );
  };
}
