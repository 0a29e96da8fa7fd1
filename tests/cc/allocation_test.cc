// SPDX-License-Identifier: Apache-2.0
// Stepping takes no memory: every allocation of this program is counted.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "nets.h"
#include "train/trainer.h"

namespace {

std::atomic<long> allocations{0};

void* counted(std::size_t bytes) {
  ++allocations;
  if (void* p = std::malloc(bytes ? bytes : 1)) return p;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return ++allocations, std::malloc(bytes);
}
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept {
  return ++allocations, std::malloc(bytes);
}
void operator delete(void* p, const std::nothrow_t&) noexcept { std::free(p); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { std::free(p); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }

namespace losscape {
namespace {

template <class F>
long allocations_in(F f) {
  const long before = allocations;
  f();
  return allocations - before;
}

TEST(Allocation, IsCounted) {
  std::vector<float> v;
  EXPECT_EQ(allocations_in([&] { v.resize(100); }), 1);
}

TEST(Allocation, NoneInARunOfAnyKindOfInstruction) {
  for (const testing::Net& net : testing::nets()) {
    testing::Training t(net);
    EXPECT_EQ(allocations_in([&] {
                for (int i = 0; i < 3; ++i) t.machine.run();
              }),
              0)
        << net.name << "\n"
        << t.program.dump();
  }
}

TEST(Allocation, NoneInStepsOfTheTrainer) {
  for (const char* optimizer : {"sgd", "momentum", "adam"}) {
    Spec spec;
    spec.optimizer = optimizer;
    spec.losses = {{"mse", {}}, {"huber", {}}};
    Trainer t(spec);
    t.step(1);
    EXPECT_EQ(allocations_in([&] { t.step(500); }), 0) << optimizer;
  }
}

}  // namespace
}  // namespace losscape
