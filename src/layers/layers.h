// SPDX-License-Identifier: Apache-2.0
// Layers beyond the dense one. B samples are the last axis; T steps of a sequence are the axis before.
// Weights follow PyTorch's shapes and formulas.
#pragma once

#include "ir/windows.h"
#include "layers/model.h"

namespace losscape {

/// x [C, H, W, B] → [channels, H', W', B]; weight [channels, C / groups, k, k], bias [channels, 1, 1, 1].
Value convolution(ParameterStore& store, const std::string& name, Value x, int channels, int k,
                  const Window& window, Init init);
/// x [C, T, B] → [channels, T', B]; weight [channels, C / groups, k], bias [channels, 1, 1].
Value convolution_steps(ParameterStore& store, const std::string& name, Value x, int channels, int k,
                        const Window& window, Init init);
/// The transposed convolution; weight [C, channels / groups, k, k].
Value transposed_convolution(ParameterStore& store, const std::string& name, Value x, int channels, int k,
                             const Window& window, Init init);

/// (x − mean) / √(variance + 1e-5), times a weight, plus a bias, one of each a channel (axis 0). Batch norm
/// takes mean and variance over everything but the channels while training, and running ones (momentum 0.1,
/// unbiased variance) for prediction.
Value batch_norm(ParameterStore& store, const std::string& name, Value x);
/// Over all features of a sample: every axis but the last.
Value layer_norm(ParameterStore& store, const std::string& name, Value x);
/// Over groups of channels and their pixels; `groups` divides the channels. As many groups as channels:
/// instance norm.
Value group_norm(ParameterStore& store, const std::string& name, Value x, int groups);

/// Elements dropped with probability `rate` while training, the others scaled by 1 / (1 − rate). `always`
/// drops at prediction too, for Monte-Carlo estimates of uncertainty.
Value dropout(ParameterStore& store, Value x, double rate, bool always = false);

/// words [1, T, B] of whole numbers 0 … vocabulary − 1 → [width, T, B].
Value embedding(ParameterStore& store, const std::string& name, Value words, int vocabulary, int width);
/// Sines and cosines of Vaswani et al. 2017, § 3.5, [width, T, 1], to be added to a sequence.
Value positional_encoding(Graph& graph, int width, int steps);

/// Vaswani et al. 2017. x [D, T, B] → [D, T, B]; `heads` divides D. `causal` hides later steps; `mask` [1, T,
/// B], if given, is 1 for steps that may be looked at.
Value self_attention(ParameterStore& store, const std::string& name, Value x, int heads, bool causal = false,
                     Value mask = {});

/// Recurrent layers over x [D, T, B] → hidden states [units, T, B], from a state of zeros.
Value gru(ParameterStore& store, const std::string& name, Value x,
          int units);  ///< Cho et al. 2014, PyTorch's form
Value lstm(ParameterStore& store, const std::string& name, Value x,
           int units);  ///< Hochreiter & Schmidhuber 1997

/// A recurrence written out: state = step(state, t) for t = 0 … steps − 1; returns the state after each step.
template <class Step>
std::vector<Value> scan(Value state, int steps, Step step) {
  std::vector<Value> out;
  for (int t = 0; t < steps; ++t) out.push_back(state = step(state, t));
  return out;
}

}  // namespace losscape
