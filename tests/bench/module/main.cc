// SPDX-License-Identifier: Apache-2.0
// Natively a program: `bench_module <contender> <file of floats>` answers each line "count" with the seconds
// that many steps took, and "result" with the contender's number. In wasm the same by exported functions.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "contender.h"

#if defined(__EMSCRIPTEN__)
#include <emscripten/emscripten.h>
#endif

namespace bench {
namespace {

struct Entry {
  const char* name;
  Open open;
};
std::vector<Entry>& entries() {
  static std::vector<Entry> all;
  return all;
}

}  // namespace

Registration::Registration(const char* name, Open open) { entries().push_back({name, open}); }

}  // namespace bench

using bench::entries;

#if defined(__EMSCRIPTEN__)

extern "C" {
EMSCRIPTEN_KEEPALIVE int bench_count() { return static_cast<int>(entries().size()); }
EMSCRIPTEN_KEEPALIVE const char* bench_name(int i) { return entries()[static_cast<std::size_t>(i)].name; }
EMSCRIPTEN_KEEPALIVE bench::Contender* bench_open(int i, const float* data, int count) {
  return entries()[static_cast<std::size_t>(i)].open({data, static_cast<std::size_t>(count)}).release();
}
EMSCRIPTEN_KEEPALIVE void bench_run(bench::Contender* c, int count) { c->run(count); }
EMSCRIPTEN_KEEPALIVE double bench_result(bench::Contender* c) { return c->result(); }
EMSCRIPTEN_KEEPALIVE void bench_close(bench::Contender* c) { delete c; }
}

#else

int main(int argc, char** argv) {
  if (argc != 3) {
    for (const auto& e : entries()) std::printf("%s\n", e.name);
    return 0;
  }
  std::vector<float> data;
  if (std::FILE* file = std::fopen(argv[2], "rb")) {
    float chunk[4096];
    while (const std::size_t n = std::fread(chunk, sizeof(float), 4096, file))
      data.insert(data.end(), chunk, chunk + n);
    std::fclose(file);
  }
  for (const auto& e : entries()) {
    if (std::strcmp(e.name, argv[1]) != 0) continue;
    const auto contender = e.open(data);
    char line[64];
    while (std::fgets(line, sizeof line, stdin)) {
      if (line[0] == 'r') {
        std::printf("%.9g\n", contender->result());
      } else {
        using Clock = std::chrono::steady_clock;
        const int count = std::atoi(line);
        const auto start = Clock::now();
        contender->run(count);
        std::printf("%.9g\n", std::chrono::duration<double>(Clock::now() - start).count());
      }
      std::fflush(stdout);
    }
    return 0;
  }
  std::fprintf(stderr, "there is no contender %s\n", argv[1]);
  return 1;
}

#endif
