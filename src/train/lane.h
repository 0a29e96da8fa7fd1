// SPDX-License-Identifier: Apache-2.0
// One lane of a race: a model, a loss and an optimiser as programs. Lanes share data, initial weights and
// batches.
#pragma once

#include <functional>
#include <memory>

#include "data/data.h"
#include "exec/machine.h"
#include "layers/sequential.h"
#include "losses/choice.h"
#include "objectives/objective.h"
#include "optim/update_rule.h"
#include "train/batches.h"
#include "train/spec.h"

namespace losscape {

/// What the names of a loss's parameters begin with, in a lane's programs.
constexpr std::string_view kSliders = "loss.";

/// A program with the machine that runs it, kept at one address.
struct Prepared {
  explicit Prepared(Program p) : program(std::move(p)), machine(program) {}
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  Program program;
  Machine machine;
};

/// How many outputs the model of a loss has.
int outputs_of(const Loss& loss, const DataSet& data, int embedding);

/// What a program of the loss as a function of the weights gives, besides taking "theta" [P].
enum class SliceOf : std::uint8_t {
  Losses,    ///< "loss" [N], of each sample
  Gradient,  ///< "result" [P], of the mean over part 0
  Product    ///< "result" [P], its Hessian times the input "direction" [P]
};

class Lane {
 public:
  /// The target's mean and deviation in the data's unit; a model's numbers are (value − mean) / deviation.
  struct TargetScale {
    double mean = 0, deviation = 1;
  };
  /// What all lanes learn from.
  struct Material {
    const DataSet& data;
    std::span<const std::uint8_t> parts;
    const Batches& batches;              ///< has to outlive the lane
    std::span<const float> class_sizes;  ///< training samples of each class, empty for regression
    TargetScale target;
    int batch;  ///< samples of a training step
  };
  /// Losses come out in the terms of the data, derivatives are by the model's numbers. Throws Error if the
  /// loss cannot train on such data.
  Lane(const Spec& spec, const LossChoice& choice, const Material& material);

  /// Whether targets are given as the model's numbers; otherwise as value / deviation, since the loss must
  /// know where 0 is.
  bool centred() const { return offset_ == 0; }

  /// Back to the initial weights and empty optimiser state; sliders keep their values.
  void reset();
  /// Memory for the next batch: x [inputs, batch] and y [1, batch], rows `stride` floats apart.
  struct BatchSlot {
    float *x, *y;
    std::int64_t x_stride, y_stride;
  };
  BatchSlot batch() noexcept;
  /// Sets what depends on the number of the step, from 0.
  void begin_step(std::int64_t step, bool first_of_epoch) noexcept {
    if (!objective_.plain()) objective_.begin_step(step, first_of_epoch, batch_seed_);
  }
  /// Step `number`, from 0, on the batch in the slot; the loss of that batch before the step. The number
  /// settles what random layers draw.
  float step(std::int64_t number) noexcept;

  /// All samples under the present weights: predictions [outputs × n], losses [n]. Valid until the next call.
  struct Scores {
    std::vector<float> predictions, losses;
    std::vector<float> weights;    ///< how much each loss counts in the mean; empty: all the same
    std::vector<float> embedding;  ///< [D × n] where the loss compares embeddings
  };
  const Scores& score(const std::vector<float>& x, const std::vector<float>& y);

  /// The same with the gradient by all outputs of the model, [outputs × n]: of a sample's loss, or of a
  /// batch's times its samples.
  struct Evaluation {
    std::vector<float> predictions, gradients, losses;
  };
  Evaluation evaluate(const std::vector<float>& x, const std::vector<float>& y);

  /// Each term of the lane's objective over all samples of part 0, unweighted: values, then norms of the
  /// gradients by θ.
  std::vector<float> terms(const std::vector<float>& x, const std::vector<float>& y,
                           const std::vector<std::uint8_t>& parts);
  /// What the loss of a sample counts in the mean over part 0.
  std::vector<float> shares(const std::vector<float>& x, const std::vector<float>& y,
                            const std::vector<std::uint8_t>& parts);
  const Objective& objective() const { return objective_; }

  /// The samples whose embeddings say what another one's is near to.
  struct Known {
    const std::vector<float>&x, &y;
  };
  /// What the model predicts at inputs x [inputs × points]: [points], or scores [classes × points].
  std::vector<float> predict(const std::vector<float>& x, int points, const Known& known);
  /// By how much it says the numbers may be off, in the target's unit [points]; empty where it does not.
  std::vector<float> spread(const std::vector<float>& x, int points);

  struct Curve {
    std::vector<float> prediction, value, gradient, curvature;
  };
  /// The loss of one sample against its prediction, a number of the model's like the target (the logit of
  /// class `target` where losses take a score of each of several classes, the others 0). Empty where one
  /// sample alone has no loss.
  Curve curve(double low, double high, int points, double target);

  /// A layer of the model as one sample meets it.
  struct Layer {
    std::string name;                        ///< begins the names of its parameters: "dense1"; first: "input"
    const ActivationEntry* after = nullptr;  ///< null: none
    Shape shape;                             ///< of what comes out, without the axis of samples
    std::vector<const ParameterInfo*> parameters;
  };
  /// The input, the layers in order, and the dense one to the outputs.
  const std::vector<Layer>& layers();
  /// What one sample makes of the model: values of all layers one after the other, and gradients by them and
  /// by θ of whatever has the gradient `seed` [outputs] by the prediction.
  struct Trace {
    std::vector<float> values, gradients, by_weights;
  };
  /// x [inputs] as the model sees it. Layers that differ between training and prediction do as for
  /// prediction.
  void trace(std::span<const float> x, std::span<const float> seed, Trace& out);

  struct Differences {
    std::vector<double> analytic, numeric;  ///< by each weight asked for
  };
  /// Derivatives of the mean loss of these samples by some weights: by the program in float, and by central
  /// differences of the double reference.
  Differences differences(const std::vector<float>& x, const std::vector<float>& y,
                          std::span<const int> weights) const;

  /// What step `number` on the batch in the slot would add to the weights, [P]; the lane stays as it is.
  std::vector<float> update_of(std::int64_t number, bool first_of_epoch);

  /// What steps carry over: weights and optimiser state, as one row of numbers.
  std::int64_t state_size() const;
  void save(float* to) const noexcept;
  void restore(const float* from) noexcept;
  /// Takes over the weights of a lane of the same model, and its optimiser's state if both have the same one.
  void continue_from(const Lane& other);

  /// The parameters of the loss with one of them changed. Throws Error for an unknown id or a value out of
  /// range.
  ParameterValues parameters_with(std::string_view id, double value) const;
  /// False where the parameter is fixed, that is, shapes the program: then nothing has changed, and a lane
  /// made with it can continue from this one.
  bool set_parameter(std::string_view id, double value);
  void set_learning_rate(double value);
  double learning_rate() const { return rule_.learning_rate(); }
  /// The learning rate of the last step, as scheduled; before the first one the rate that was set.
  double rate() const;
  const ParameterValues& parameter_values() const { return parameters_; }

  const Loss& loss() const { return *loss_; }
  const std::string& text() const { return text_; }  ///< of a typed loss; otherwise empty
  int outputs() const { return outputs_; }
  /// Whether its loss is of samples together: what is said of one is then said of its batch.
  bool compares() const { return compares_; }
  bool embeds() const { return embeds_; }
  int weights() const { return static_cast<int>(initial_.size()); }
  std::vector<float> parameters() const { return train_->machine.get("theta"); }
  /// The weights that scores are of: θ, or its running average where the optimiser keeps one.
  std::vector<float> judged() const { return train_->machine.get(rule_.judged()); }
  /// Where they are in what save() writes.
  std::int64_t weights_place() const;
  const std::vector<ParameterInfo>& declared() const { return declared_; }
  /// A program of its own, with sliders, samples and what layers remember as they are now. `share` [N] is
  /// what a sample counts in the mean. Samples that are compared come batch by batch. Throws Error where the
  /// loss has no derivative of that order.
  std::unique_ptr<Prepared> slice(SliceOf what, const std::vector<float>& x, const std::vector<float>& y,
                                  const std::vector<float>& share) const;
  const Program& program() const { return train_->program; }
  Machine& machine() { return train_->machine; }
  /// Seconds each instruction of a training step takes, measured on a copy within about 20 ms.
  std::vector<double> profile() const;

 private:
  Value model(ParameterStore& store, Value x, std::vector<BuiltLayer>* built = nullptr) const;
  Value response(Value outputs, Value means) const;
  Value direction(Value embedding) const;
  bool ignores_length() const;
  Scope scope_of(Value outputs, Value labels, const ParameterStore& store) const;
  LossArgs args_of(const Scope& scope) const;
  Value shown_losses(const Scope& scope) const;
  void plan_training(int batch);
  using SeeBatch = std::function<void(size_t number, std::span<const std::uint32_t> rows)>;
  void by_batches(Prepared& program, const std::vector<float>& x, const std::vector<float>& y,
                  const SeeBatch& see) const;
  bool weighs() const;
  void plan_prediction(int points);
  void plan_trace();
  std::unique_ptr<Prepared> plan_evaluation(bool with_gradient) const;
  std::unique_ptr<Prepared> plan_batch(bool with_gradient) const;
  void take_over(Prepared& to) const;
  void run_on(Prepared& program, const std::vector<float>& x, const std::vector<float>& y) const;
  void set_sliders(Machine& machine) const;
  void measure_parameters();

  std::vector<LayerChoice> layers_;
  const ActivationEntry* activation_;
  std::optional<Init> init_;
  std::shared_ptr<const Loss> loss_;
  std::string text_;
  Task task_;
  bool compares_, embeds_;
  int inputs_, classes_, outputs_, samples_;
  const Batches& batches_;
  std::vector<float> trained_;  ///< 1 for samples of part 0, where classes have means; otherwise empty
  std::vector<float> class_sizes_;
  TargetScale scale_;
  Objective objective_;
  double offset_ = 0;  ///< added to predictions where the loss must know where 0 is
  std::vector<Balanced::State> balance_;
  UpdateRule rule_;
  ParameterValues parameters_;
  std::vector<ParameterInfo> declared_;
  struct Memory {  ///< of a layer between steps
    std::string name;
    float start;
  };
  std::vector<Memory> memory_;
  std::vector<float> initial_;
  std::uint64_t weight_seed_, batch_seed_;

  bool directional_ = false;  ///< the loss looks only where an embedding points
  std::unique_ptr<Prepared> train_, score_, batch_, evaluate_, predict_, curve_, terms_, trace_;
  std::vector<Layer> built_;  ///< empty until asked for
  BatchSlot slot_{};
  const float* loss_at_ = nullptr;
  float* random_key_at_ = nullptr;  ///< where random layers take their key from, if there are any
  int predict_points_ = 0, curve_points_ = 0;
  Scores scores_;
};

}  // namespace losscape
