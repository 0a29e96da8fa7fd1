// SPDX-License-Identifier: Apache-2.0
// A lane's loss as a function of its weights: programs for whoever looks around in weight space.
#include "error.h"
#include "exec/plan.h"
#include "ir/grad.h"
#include "ir/shapes.h"
#include "train/trainer.h"

namespace losscape {

std::int64_t Lane::weights_place() const {
  const std::string_view judged = rule_.judged();
  std::int64_t place = 0;
  for (const Program::Named& input : train_->program.inputs) {
    if (input.name == judged) break;
    if (input.name == "theta" || input.name.compare(0, 6, "state.") == 0)
      place += input.place.shape.rows() * input.place.shape.columns();
  }
  return place;
}

std::unique_ptr<Prepared> Lane::slice(SliceOf what, const std::vector<float>& x, const std::vector<float>& y,
                                      const std::vector<float>& share) const {
  std::unique_ptr<Prepared> out;
  if (what == SliceOf::Losses && !compares_) {
    out = std::make_unique<Prepared>(score_->program);
  } else {
    Graph g;
    const int n = static_cast<int>(y.size());
    const Value in = g.input("x", Shape{inputs_, n}), labels = g.input("y", Shape{1, n});
    const Shape all{static_cast<int>(initial_.size())};
    ParameterStore store(g, g.input("theta", all, InputKind::Parameter));
    const Value said = model(store, in);
    const int together = compares_ ? batches_.size() : n;
    std::vector<Value> parts;
    for (int at = 0; at < n; at += together) {
      const auto of = [&](Value v) { return losscape::slice(v, 1, at, together); };
      parts.push_back(mean(shown_losses(scope_of(of(said), of(labels), store)), 0));
    }
    const Value each = concat(parts, 1);
    if (what == SliceOf::Losses) {
      out = std::make_unique<Prepared>(plan(g, {{"loss", each}}));
      run_on(*out, x, y);
      return out;
    }
    const Value loss = scalar(sum(each * g.input("share", Shape{1, n})));
    Value result = flat_gradient(loss, store.values());
    if (what == SliceOf::Product)
      result = flat_gradient(dot(result, g.input("direction", all)), store.values());
    out = std::make_unique<Prepared>(plan(g, {{"result", result}}));
    out->machine.set("share", share);
  }
  run_on(*out, x, y);
  return out;
}

std::unique_ptr<Prepared> Trainer::slice(size_t k, SliceOf what) {
  Lane& of = lane(k);
  if (!of.compares()) return of.slice(what, x_, targets(k), of.shares(x_, targets(k), parts_));
  constexpr size_t kMostBatches = 16;
  const Columns seen = batch_columns(k, std::min(kMostBatches, batches_.count_of_training()));
  const size_t n = seen.y.size();
  return of.slice(what, seen.x, seen.y, std::vector<float>(n, 1.0F / static_cast<float>(n)));
}

std::int64_t Trainer::diverged_at(size_t k) {
  lane(k);
  return diverged_at_[k];
}

Trainer::Path Trainer::path(size_t k) {
  const Lane& of = lane(k);
  const auto size = static_cast<std::ptrdiff_t>(of.weights());
  Path out;
  const std::int64_t end = diverged_at_[k] < 0 ? step_ : std::min(step_, diverged_at_[k]);
  const auto add = [&](std::int64_t step, const float* weights) {
    out.steps.push_back(static_cast<std::uint32_t>(step));
    out.weights.insert(out.weights.end(), weights, weights + size);
  };
  for (size_t i = 0; i < checkpoints_.count() && checkpoints_[i].step < end; ++i)
    add(checkpoints_[i].step, checkpoints_[i].state.data() + checkpoints_[i].weights_at[k]);
  if (diverged_at_[k] < 0) add(step_, of.judged().data());
  return out;
}

}  // namespace losscape
