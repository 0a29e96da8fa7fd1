// SPDX-License-Identifier: Apache-2.0
// Stepping takes no memory: every allocation of this program is counted.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <utility>

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
  const std::int64_t usual =
      std::exchange(Machine::hot_calls, 0);  // the one time that is allowed, see machine.h
  std::vector<Spec> specs;
  for (const Optimizer* optimizer : all_optimizers()) {
    specs.emplace_back().optimizer = optimizer->id;
    specs.back().optimizer_options = {
        {"weight_decay", 0.01}, {"clip_norm", 1}, {"centralize", 1}, {"ema", 0.9}, {"warmup", 10}};
  }
  for (const Schedule& schedule : all_schedules()) specs.emplace_back().schedule = schedule.id;
  for (Spec& spec : specs) {
    spec.losses = {{"mse", {}}, {"huber", {}}};
    Trainer t(spec);
    t.step(1);
    EXPECT_EQ(allocations_in([&] { t.step(500); }), 0) << spec.optimizer << " " << spec.schedule;
  }
  Machine::hot_calls = usual;
}

}  // namespace
}  // namespace losscape
