// SPDX-License-Identifier: Apache-2.0
#include "ir/reference.h"

#include <algorithm>
#include <limits>

#include "error.h"
#include "ir/reference_calls.h"
#include "ir/scalar_kernels.h"

namespace losscape {

namespace {

class Interpreter {
 public:
  Interpreter(const Graph& graph, const ReferenceInputs& inputs, Precision precision)
      : graph_(graph), inputs_(inputs), precision_(precision) {}

  void run(int last) {
    values_.resize(static_cast<size_t>(last) + 1);
    std::vector<char> needed(static_cast<size_t>(last) + 1, 0);
    for (int id : wanted) needed[static_cast<size_t>(id)] = 1;
    for (int i = last; i >= 0; --i) {
      if (!needed[static_cast<size_t>(i)]) continue;
      for (int a : graph_.node(i).args) needed[static_cast<size_t>(a)] = 1;
    }
    for (int i = 0; i <= last; ++i) {
      if (!needed[static_cast<size_t>(i)]) continue;
      Tensor& value = values_[static_cast<size_t>(i)];
      value = compute(graph_.node(i));
      if (precision_ == Precision::Double) continue;
      for (double& v : value) v = static_cast<double>(static_cast<float>(v));
    }
  }

  const Tensor& operator[](int id) const { return values_[static_cast<size_t>(id)]; }
  std::vector<int> wanted;

 private:
  Tensor compute(const Node& n) const {
    if (info(n.op).elementwise) return elementwise(n);
    if (info(n.op).call) {
      std::vector<ReferenceArg> args;
      for (int a : n.args) args.push_back({&values_[static_cast<size_t>(a)], &graph_.node(a).shape});
      return reference_call(n, args);
    }
    Tensor out(static_cast<size_t>(n.shape.size()));
    const auto arg = [&](size_t k) -> const Tensor& { return values_[static_cast<size_t>(n.args[k])]; };
    const auto arg_shape = [&](size_t k) -> const Shape& { return graph_.node(n.args[k]).shape; };
    switch (n.op) {
      case Op::constant:
        out[0] = n.number;
        break;
      case Op::input:
        return input(n);
      case Op::iota:
        for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<double>(i);
        break;
      case Op::stop_gradient:
      case Op::reshape:
        return arg(0);
      case Op::broadcast:
        for_each_index(n.shape,
                       [&](size_t i, const Index& at) { out[i] = arg(0)[position(arg_shape(0), at)]; });
        break;
      case Op::transpose:
        for_each_index(n.shape, [&](size_t i, const Index& at) {
          Index from{};
          for (int a = 0; a < n.shape.rank; ++a)
            from[static_cast<size_t>(n.ints[static_cast<size_t>(a)])] = at[static_cast<size_t>(a)];
          out[i] = arg(0)[position(arg_shape(0), from)];
        });
        break;
      case Op::flip:
        for_each_index(n.shape, [&](size_t i, Index at) {
          int& along = at[static_cast<size_t>(n.ints[0])];
          along = n.shape[n.ints[0]] - 1 - along;
          out[i] = arg(0)[position(n.shape, at)];
        });
        break;
      case Op::slice:
        for_each_index(n.shape, [&](size_t i, Index at) {
          at[static_cast<size_t>(n.ints[0])] += n.ints[1];
          out[i] = arg(0)[position(arg_shape(0), at)];
        });
        break;
      case Op::pad:
        for_each_index(arg_shape(0), [&](size_t i, Index at) {
          at[static_cast<size_t>(n.ints[0])] += n.ints[1];
          out[position(n.shape, at)] = arg(0)[i];
        });
        break;
      case Op::concat: {
        int start = 0;
        for (size_t k = 0; k < n.args.size(); ++k) {
          for_each_index(arg_shape(k), [&](size_t i, Index at) {
            at[static_cast<size_t>(n.ints[0])] += start;
            out[position(n.shape, at)] = arg(k)[i];
          });
          start += arg_shape(k)[n.ints[0]];
        }
        break;
      }
      case Op::sum:
        for_each_index(arg_shape(0),
                       [&](size_t i, const Index& at) { out[position(n.shape, at)] += arg(0)[i]; });
        break;
      case Op::reduce_max:
      case Op::reduce_min: {
        const double sign = n.op == Op::reduce_max ? 1 : -1;
        std::fill(out.begin(), out.end(), -sign * std::numeric_limits<double>::infinity());
        for_each_index(arg_shape(0), [&](size_t i, const Index& at) {
          double& best = out[position(n.shape, at)];
          if (!(sign * arg(0)[i] <= sign * best) && best == best) best = arg(0)[i];  // a NaN stays
        });
        break;
      }
      case Op::matmul: {
        const bool ta = n.ints[0] != 0, tb = n.ints[1] != 0;
        const int r = n.shape.rank, m = n.shape[r - 2], cols = n.shape[r - 1],
                  inner = arg_shape(0)[r - (ta ? 2 : 1)];
        const std::int64_t batch = m * cols == 0 ? 0 : n.shape.size() / (m * cols);
        for (std::int64_t t = 0; t < batch; ++t) {
          const double *a = arg(0).data() + t * m * inner, *b = arg(1).data() + t * inner * cols;
          for (int i = 0; i < m; ++i) {
            for (int j = 0; j < cols; ++j) {
              double s = 0;
              for (int k = 0; k < inner; ++k)
                s += a[ta ? k * m + i : i * inner + k] * b[tb ? j * inner + k : k * cols + j];
              out[static_cast<size_t>((t * m + i) * cols + j)] = s;
            }
          }
        }
        break;
      }
      default:
        break;
    }
    return out;
  }

  Tensor elementwise(const Node& n) const {
    Tensor out(static_cast<size_t>(n.shape.size()));
    for_each_index(n.shape, [&](size_t i, const Index& at) {
      std::array<double, 3> x{};
      for (size_t k = 0; k < n.args.size(); ++k) {
        x[k] = values_[static_cast<size_t>(n.args[k])][position(graph_.node(n.args[k]).shape, at)];
      }
      out[i] = evaluate_scalar(n.op, x.data());
    });
    return out;
  }

  Tensor input(const Node& n) const {
    const std::string& name = graph_.inputs()[static_cast<size_t>(n.input)].name;
    const auto it = inputs_.find(name);
    if (it == inputs_.end()) fail("input '", name, "' is missing");
    if (static_cast<std::int64_t>(it->second.size()) != n.shape.size()) {
      fail("input '", name, "' needs ", n.shape.size(), " numbers for shape ", to_string(n.shape), ", got ",
           it->second.size());
    }
    return it->second;
  }

  const Graph& graph_;
  const ReferenceInputs& inputs_;
  Precision precision_;
  std::vector<Tensor> values_;
};

}  // namespace

std::vector<std::vector<double>> evaluate(const Graph& graph, std::span<const Value> outputs,
                                          const ReferenceInputs& inputs, Precision precision) {
  Interpreter interpreter(graph, inputs, precision);
  int last = -1;
  for (const Value& v : outputs) {
    interpreter.wanted.push_back(v.id());
    last = std::max(last, v.id());
  }
  interpreter.run(last);
  std::vector<std::vector<double>> out;
  for (const Value& v : outputs) out.push_back(interpreter[v.id()]);
  return out;
}

std::vector<double> evaluate(Value output, const ReferenceInputs& inputs) {
  return evaluate(*output.graph(), std::span(&output, 1), inputs)[0];
}

}  // namespace losscape
