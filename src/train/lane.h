// SPDX-License-Identifier: Apache-2.0
// One lane of a race: a model, a loss and an optimiser as programs. Lanes share data, initial weights and
// batches.
#pragma once

#include <memory>

#include "data/data.h"
#include "exec/machine.h"
#include "layers/model.h"
#include "losses/loss.h"
#include "train/spec.h"

namespace losscape {

/// A program with the machine that runs it, kept at one address.
struct Prepared {
  explicit Prepared(Program p) : program(std::move(p)), machine(program) {}
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  Program program;
  Machine machine;
};

class Lane {
 public:
  /// `batch`: samples of a training step; `samples`: all samples, for evaluation. Throws Error if the loss
  /// cannot train on such data.
  Lane(const Spec& spec, const LossChoice& choice, const DataSet& data, int batch, int samples);

  /// Back to the initial weights and empty optimiser state; sliders keep their values.
  void reset();
  /// Memory for the next batch: x [inputs, batch] and y [1, batch], rows `stride` floats apart. A label goes
  /// in as y_scale · label + y_shift.
  struct BatchSlot {
    float *x, *y;
    std::int64_t x_stride, y_stride;
    float y_scale, y_shift;
  };
  BatchSlot batch() noexcept;
  /// One step on the batch in the slot; the loss of that batch before the step.
  float step() noexcept;

  /// All samples under the present weights: predictions [outputs × n], losses [n]. Valid until the next call.
  struct Scores {
    std::vector<float> predictions, losses;
  };
  const Scores& score(const std::vector<float>& x, const std::vector<float>& y);

  /// The same with the gradient by the prediction. Arrays are [outputs × n], losses [n].
  struct Evaluation {
    std::vector<float> predictions, gradients, losses;
  };
  Evaluation evaluate(const std::vector<float>& x, const std::vector<float>& y);

  /// Model outputs [outputs × points] at inputs x [inputs × points].
  std::vector<float> predict(const std::vector<float>& x, int points);

  struct Curve {
    std::vector<float> prediction, value, gradient, curvature;
  };
  /// The loss of one sample against its prediction (the logit of class `target` for class losses, other
  /// logits 0).
  Curve curve(double low, double high, int points, double target);

  void set_parameter(std::string_view id, double value);
  void set_learning_rate(double value);
  const ParameterValues& parameter_values() const { return parameters_; }

  const Loss& loss() const { return *loss_; }
  int outputs() const { return outputs_; }
  int weights() const { return static_cast<int>(initial_.size()); }
  std::vector<float> parameters() const { return train_->machine.get("theta"); }
  const Program& program() const { return train_->program; }
  Machine& machine() { return train_->machine; }
  /// Seconds each instruction of a training step takes, measured on a copy within about 20 ms.
  std::vector<double> profile() const;

 private:
  Value model(ParameterStore& store, Value x) const;
  Value sample_losses(Graph& graph, Value prediction, Value target) const;
  Value target_for_loss(Graph& graph, Value y) const;
  void plan_training(int batch);
  std::unique_ptr<Prepared> plan_evaluation(int samples, bool with_gradient) const;
  void run_on(Prepared& program, const std::vector<float>& x, const std::vector<float>& y) const;
  void set_sliders(Machine& machine) const;
  void replan();
  void measure_parameters();

  std::vector<int> hidden_;
  const ActivationEntry* activation_;
  const Loss* loss_;
  Task task_;
  int inputs_, classes_, outputs_;
  const struct OptimizerEntry* optimizer_;
  std::vector<double> optimizer_values_;
  double learning_rate_;
  ParameterValues parameters_;
  std::vector<ParameterInfo> declared_;
  std::vector<float> initial_;
  std::uint64_t seed_;
  int batch_, samples_;

  std::unique_ptr<Prepared> train_, score_, evaluate_, predict_, curve_;
  BatchSlot slot_{};
  const float* loss_at_ = nullptr;
  int predict_points_ = 0, curve_points_ = 0;
  Scores scores_;
};

}  // namespace losscape
