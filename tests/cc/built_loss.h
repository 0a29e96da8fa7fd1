// SPDX-License-Identifier: Apache-2.0
// One loss of the catalogue in a graph of its own, with inputs that its declared shapes and domains allow.
#pragma once

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "differences.h"
#include "error.h"
#include "losses/entries.h"

namespace losscape::testing {

/// Extents of the letters in an entry's dims; N counts samples.
using Extents = std::map<char, int>;

inline ParameterValues values_of(std::initializer_list<Setting> settings) {
  ParameterValues out;
  for (const Setting& s : settings) out.emplace_back(s.id, s.value);
  return out;
}

inline Extents usual_extents(int samples) {
  return {{'N', samples}, {'C', 3}, {'D', 3}, {'K', 4}, {'M', 4}, {'P', 6}, {'Q', 3},
          {'T', 5},       {'S', 4}, {'H', 6}, {'W', 5}, {'B', 3}, {'L', 3}, {'G', 2}, {'F', 7}, {'E', 6}};
}

struct BuiltLoss {
  Graph g;
  const LossEntry& entry;
  const Loss& loss;
  Extents extents;
  std::vector<Value> inputs;
  LossArgs args;
  Value value;  ///< unreduced
  ReferenceInputs in;

  /// `shape_of_any` is the shape of "*" inputs. `without_optional` leaves optional inputs out.
  BuiltLoss(const Loss& l, Extents e, const ParameterValues& params = {}, Shape shape_of_any = Shape{1, 1},
            bool without_optional = false)
      : entry(entry_of(l)), loss(l), extents(std::move(e)) {
    for (const LossInput& input : entry.inputs) {
      if (input.optional && without_optional) {
        inputs.push_back({});
        continue;
      }
      inputs.push_back(g.input(input.id, shape_of(input, shape_of_any)));
    }
    finish(params);
  }

  /// Inputs of given shapes; a missing one is left out.
  BuiltLoss(const Loss& l, const std::map<std::string, std::pair<Shape, std::vector<double>>>& given,
            const ParameterValues& params)
      : entry(entry_of(l)), loss(l) {
    for (const LossInput& input : entry.inputs) {
      const auto it = given.find(input.id);
      if (it == given.end()) {
        inputs.push_back({});
        continue;
      }
      inputs.push_back(g.input(input.id, it->second.first));
      in[input.id] = it->second.second;
    }
    finish(params);
  }

  /// Random numbers of each input's domain; unbounded ones lie in [low, high].
  void fill(double low, double high, unsigned seed = 5) {
    for (const LossInput& input : entry.inputs) {
      const size_t i = static_cast<size_t>(&input - entry.inputs.begin());
      if (!inputs[i]) continue;
      in[input.id] = random_input(input, inputs[i].shape(), low, high, seed + static_cast<unsigned>(i));
    }
  }

  std::vector<Value> differentiable() const {
    std::vector<Value> out;
    for (const LossInput& input : entry.inputs) {
      const Value v = inputs[static_cast<size_t>(&input - entry.inputs.begin())];
      if (input.role == Role::Prediction && v) out.push_back(v);
    }
    return out;
  }

  std::string name_of_input(Value v) const {
    for (const LossInput& input : entry.inputs) {
      if (inputs[static_cast<size_t>(&input - entry.inputs.begin())] == v) return input.id;
    }
    return "";
  }

  double total() {
    double s = 0;
    for (double v : evaluate(value, in)) s += v;
    return s;
  }

 private:
  Shape shape_of(const LossInput& input, const Shape& any) const {
    const std::string_view dims = input.dims;
    if (dims == "*") return any;
    std::vector<int> out;
    for (char d : dims) out.push_back(d >= '0' && d <= '9' ? d - '0' : extents.at(d));
    return Shape(std::span<const int>(out));
  }

  void finish(const ParameterValues& params) {
    const std::vector<double> numbers = resolved(loss.id, entry.params, params);
    args = loss_args(g, loss, inputs, numbers);
    for (size_t i = 0; i < numbers.size(); ++i) {
      if (!loss.params[i].fixed) in[loss.params[i].id] = {numbers[i]};
    }
    value = loss.build(args);
  }

  std::vector<double> random_input(const LossInput& input, const Shape& shape, double low, double high,
                                   unsigned seed) const {
    const size_t n = static_cast<size_t>(shape.size());
    const size_t rows = shape.rank == 0 ? 1 : static_cast<size_t>(shape[0]), per_row = rows ? n / rows : 0;
    const bool data = input.role != Role::Prediction;
    std::vector<double> out = numbers(n, 0, 1, seed);
    const auto each = [&](auto f) {
      for (size_t i = 0; i < n; ++i) out[i] = f(i, out[i]);
    };
    switch (input.domain) {
      case Domain::Real:
        each([&](size_t, double u) { return data ? -2 + 4 * u : low + (high - low) * u; });
        break;
      case Domain::Binary:
        each([](size_t i, double) { return (i * 5 + i / 3 + i / 7 + 1) % 2 ? 0.0 : 1.0; });
        break;
      case Domain::Signed:
        each([](size_t i, double) { return i % 2 ? 1.0 : -1.0; });
        break;
      case Domain::Class: {
        const auto c = extents.find('C');
        const size_t classes = c == extents.end() ? 3 : static_cast<size_t>(c->second);
        each([&](size_t i, double) { return static_cast<double>(i % classes); });
        break;
      }
      case Domain::Count:
        each([](size_t, double u) { return std::floor(6 * u); });
        break;
      case Domain::Grade:
        each([](size_t i, double) { return static_cast<double>((i * 2 + i / 3) % 3); });
        break;
      case Domain::NonNegative:
      case Domain::Positive:
        each([&](size_t, double u) { return 0.2 + (data ? 2.3 : std::max(2.3, high)) * u; });
        break;
      case Domain::Probability:
        each([](size_t, double u) { return 0.05 + 0.9 * u; });
        break;
      case Domain::Cosine:
        each([](size_t, double u) { return -0.9 + 1.8 * u; });
        break;
      case Domain::Distribution:
      case Domain::LogDistribution:
        each([](size_t, double u) { return 0.1 + u; });
        for (size_t j = 0; j < per_row; ++j) {
          double s = 0;
          for (size_t r = 0; r < rows; ++r) s += out[r * per_row + j];
          for (size_t r = 0; r < rows; ++r) out[r * per_row + j] /= s;
        }
        if (input.domain == Domain::LogDistribution) each([](size_t, double p) { return std::log(p); });
        break;
      case Domain::Boxes:
        for (size_t j = 0; j < per_row; ++j) {
          for (size_t k = 0, axes = rows / 2; k < axes; ++k) {
            const double start = 2 * out[k * per_row + j], extent = 0.8 + out[(k + axes) * per_row + j];
            out[k * per_row + j] = start;
            out[(k + axes) * per_row + j] = start + extent;
          }
        }
        break;
      case Domain::Mask:
        each([](size_t i, double) { return i % 5 == 4 ? 0.0 : 1.0; });
        break;
    }
    return out;
  }
};

}  // namespace losscape::testing
