// SPDX-License-Identifier: Apache-2.0
// What takes part in a benchmark, compiled from one source natively and to wasm. A contender is opened on the
// workload's numbers, which tests/bench/lib/workloads.mjs writes, and then runs steps.
#pragma once

#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace bench {

struct Contender {
  virtual ~Contender() = default;
  virtual void run(int count) = 0;
  /// A number that contenders of one workload must agree on: the loss of the last step, or of a checksum.
  virtual double result() = 0;
};

using Open = std::unique_ptr<Contender> (*)(std::span<const float> data);

/// One static object a contender; the name is "workload/who".
struct Registration {
  Registration(const char* name, Open open);
};

/// Batches of samples in a fresh order every epoch: what every training step has to draw.
class Batches {
 public:
  Batches(int samples, int batch) : order_(static_cast<std::size_t>(samples)), batch_(batch), at_(samples) {
    std::iota(order_.begin(), order_.end(), 0u);
  }
  const std::uint32_t* next() {
    const int n = static_cast<int>(order_.size());
    if (at_ + batch_ > n) {
      for (int i = n - 1; i > 0; --i) {
        state_ = state_ * 1664525u + 1013904223u;
        std::swap(order_[static_cast<std::size_t>(i)],
                  order_[(std::uint64_t{state_} * static_cast<std::uint32_t>(i + 1)) >> 32]);
      }
      at_ = 0;
    }
    at_ += batch_;
    return order_.data() + at_ - batch_;
  }

 private:
  std::vector<std::uint32_t> order_;
  int batch_, at_;
  std::uint32_t state_ = 1;
};

}  // namespace bench
