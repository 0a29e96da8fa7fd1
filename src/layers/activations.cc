// SPDX-License-Identifier: Apache-2.0
#include "layers/activations.h"

#include "entry.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

// Every activation but PReLU is a function of its input alone.
template <Value (*f)(Value)>
Value plain(ParameterStore&, const std::string&, Value x) {
  return f(x);
}

Value linear(Value x) { return x; }
Value between(Value x, double low, double high) {
  return clamp(x, x.graph()->constant(low), x.graph()->constant(high));
}
Value leaky(Value x, Value slope) { return where(greater(x, 0.0), x, slope * x); }
// One-sixth of the way from −3 to 3: the straight-line sigmoid of the hard variants.
Value ramp(Value x) { return between(x * (1.0 / 6) + 0.5, 0, 1); }
Value exponential_tail(Value x) { return where(greater(x, 0.0), x, expm1(min(x, 0.0))); }

Value prelu(ParameterStore& store, const std::string& name, Value x) {
  Shape one;
  one.rank = x.shape().rank;
  for (int i = 0; i < one.rank; ++i) one[i] = 1;
  return leaky(x, store.declare(name + ".slope", one, Init::Quarter, 1, 1));
}

constexpr ActivationEntry kActivations[] = {
    {"tanh", "tanh", "Smooth, between −1 and 1; saturates for large inputs.", Init::GlorotUniform,
     plain<[](Value x) { return tanh(x); }>},
    {"relu", "ReLU", "max(0, x): cheap and unsaturated, but a unit can die.", Init::HeUniform,
     plain<[](Value x) { return relu(x); }>},
    {"sigmoid", "sigmoid", "Between 0 and 1; gradients vanish in deep nets.", Init::GlorotUniform,
     plain<[](Value x) { return sigmoid(x); }>},
    {"softplus", "softplus", "A smooth ReLU: log(1 + exp x).", Init::HeUniform,
     plain<[](Value x) { return softplus(x); }>},
    {"leaky_relu", "leaky ReLU", "ReLU that keeps a hundredth of negative inputs, so no unit dies.",
     Init::HeUniform, plain<[](Value x) { return leaky(x, x.graph()->constant(0.01)); }>},
    {"prelu", "PReLU", "Leaky ReLU whose slope is learned, one a layer, from a quarter (He et al. 2015).",
     Init::HeUniform, prelu},
    {"elu", "ELU", "x above 0 and exp x − 1 below: smooth, means near zero (Clevert et al. 2016).",
     Init::HeUniform, plain<exponential_tail>},
    {"selu", "SELU", "ELU scaled so that deep nets keep mean 0 and variance 1 (Klambauer et al. 2017).",
     Init::LecunNormal, plain<[](Value x) {
       constexpr double kAlpha = 1.6732632423543772848170429916717,
                        kScale = 1.0507009873554804934193349852946;
       return where(greater(x, 0.0), kScale * x, (kScale * kAlpha) * expm1(min(x, 0.0)));
     }>},
    {"gelu", "GELU", "x times the normal probability of less than x; usual in transformers.", Init::HeUniform,
     plain<[](Value x) { return 0.5 * x * (1.0 + erf(x * 0.70710678118654752440)); }>},
    {"silu", "SiLU (swish)", "x · sigmoid x: smooth, dips a little below zero.", Init::HeUniform,
     plain<[](Value x) { return x * sigmoid(x); }>},
    {"mish", "Mish", "x · tanh(softplus x), close to SiLU (Misra 2020).", Init::HeUniform,
     plain<[](Value x) { return x * tanh(softplus(x)); }>},
    {"softsign", "softsign", "x / (1 + |x|): saturates more slowly than tanh.", Init::GlorotUniform,
     plain<[](Value x) { return x / (1.0 + abs(x)); }>},
    {"hard_tanh", "hard tanh", "x cut off at −1 and 1.", Init::GlorotUniform,
     plain<[](Value x) { return between(x, -1, 1); }>},
    {"hard_sigmoid", "hard sigmoid", "A straight line from 0 at −3 to 1 at 3.", Init::GlorotUniform,
     plain<ramp>},
    {"hard_swish", "hard swish", "x times the hard sigmoid: SiLU without an exponential.", Init::HeUniform,
     plain<[](Value x) { return x * ramp(x); }>},
    {"relu6", "ReLU6", "ReLU cut off at 6, for numbers with few bits.", Init::HeUniform,
     plain<[](Value x) { return between(x, 0, 6); }>},
    {"linear", "none (linear)", "Passes its input on: several such layers are no more than one.",
     Init::GlorotUniform, plain<linear>},
};

}  // namespace

std::span<const ActivationEntry> all_activations() { return kActivations; }

const ActivationEntry& find_activation(std::string_view id) {
  return find_entry(all_activations(), "activation", id);
}

}  // namespace losscape
