// SPDX-License-Identifier: Apache-2.0
#include "landscape/surface.h"

#include <algorithm>
#include <cmath>

#include "error.h"

namespace losscape {

namespace {

constexpr int kCurvatureProducts = 32;
constexpr double kMargin = 0.2;     // around the trajectory, as a share of its extent
constexpr double kNarrowest = 0.3;  // of the wider axis: a thin slice shows nothing
constexpr double kOthers = 1;       // how far other lanes may stretch the view, in extents of the lane's own

void in_range(const char* name, double low, double high, double value) {
  if (!(value >= low && value <= high)) fail(name, " must be in [", low, ", ", high, "], got ", value);
}

}  // namespace

Surface::Surface(Trainer& trainer, size_t lane, const SurfaceRequest& request)
    : request_(request), lane_(lane), parts_(trainer.parts()) {
  in_range("size", 3, 101, request.size);
  in_range("arrows", 0, 51, request.arrows);
  in_range("span", 0.01, 100, request.span);
  if (const std::int64_t at = trainer.diverged_at(lane); at >= 0 && at <= trainer.steps())
    fail("lane ", lane, " diverged at step ", at,
         ": there is no finite loss to draw a surface around. Go back to an earlier step");
  theta_ = trainer.lane(lane).judged();
  for (float w : theta_) {
    if (!std::isfinite(w))
      fail("lane ", lane, " has weights that are not finite: go back to an earlier step");
  }
  if (theta_.size() < 2) fail("a surface needs two weights, this model has ", theta_.size());
  moved_ = theta_;
  for (size_t k = 0; k < trainer.lane_count(); ++k) paths_.push_back(trainer.path(k));
  losses_of_ = trainer.slice(lane, SliceOf::Losses);
  if (trainer.lane(lane).compares())  // all of them are trained on
    parts_.assign(static_cast<size_t>(losses_of_->program.output("loss").shape.columns()), 0);
  if (request.arrows > 0) gradient_of_ = trainer.slice(lane, SliceOf::Gradient);
  const auto squared = [](int n) { return static_cast<size_t>(n) * static_cast<size_t>(n); };
  losses_.resize(squared(request.size));
  descents_.resize(2 * squared(request.arrows));
  total_ = losses_.size() + descents_.size() / 2;
  if (request.directions == Directions::Random) {
    choose(random_plane(trainer.lane(lane).declared(), theta_, request.seed));
  } else if (request.directions == Directions::Principal) {
    const Trainer::Path& own = paths_[lane];
    Principal found = principal_plane(own.weights, theta_.size(), request.seed);
    if (!(found.total > 0))
      fail("lane ", lane, " has not moved yet, so that its path has no principal components: train it first");
    choose(std::move(found.plane));
  } else {
    product_of_ = trainer.slice(lane, SliceOf::Product);
    lanczos_.emplace(theta_.size(), kCurvatureProducts, request.seed);
    total_ += static_cast<size_t>(lanczos_->products());
  }
}

double Surface::work(int count) {
  for (; count > 0 && done_ < total_; --count, ++done_) piece();
  return static_cast<double>(done_) / static_cast<double>(total_);
}

void Surface::piece() {
  size_t at = done_;
  if (lanczos_) {
    const auto products = static_cast<size_t>(lanczos_->products());
    if (at < products) {
      Machine& m = product_of_->machine;
      const Direction& v = lanczos_->ask();
      moved_.assign(v.begin(), v.end());
      m.set("theta", theta_);
      m.set("direction", moved_);
      m.run();
      m.get("result", scratch_);
      lanczos_->answer(Direction(scratch_.begin(), scratch_.end()));
      if (!lanczos_->done()) return;
      std::vector<Lanczos::Pair> pairs = lanczos_->largest(2);
      for (size_t axis = 0; axis < 2; ++axis) scales_[axis].eigenvalue = pairs[axis].value;
      choose({std::move(pairs[0].vector), std::move(pairs[1].vector)});
      return;
    }
    at -= products;
  }
  const auto coordinate = [&](size_t axis, double i) { return scales_[axis].first + i * scales_[axis].step; };
  if (at < losses_.size()) {
    const auto size = static_cast<size_t>(request_.size);
    const auto exact = [&](size_t axis, size_t i) {
      return scales_[axis].step * (static_cast<int>(i) - scales_[axis].here);  // 0 where the weights are
    };
    losses_[at] = loss_at(exact(0, at % size), exact(1, at / size));
    return;
  }
  at -= losses_.size();
  const auto cells = static_cast<size_t>(request_.arrows);
  const auto middle = [&](size_t axis, size_t cell) {
    return coordinate(axis, (static_cast<double>(cell) + 0.5) * (request_.size - 1) / request_.arrows);
  };
  set_theta(*gradient_of_, middle(0, at % cells), middle(1, at / cells));
  gradient_of_->machine.run();
  gradient_of_->machine.get("result", scratch_);
  const Direction gradient(scratch_.begin(), scratch_.end());
  for (size_t axis = 0; axis < 2; ++axis) {
    const Direction& d = plane_[axis];
    descents_[axis * cells * cells + at] = static_cast<float>(-dot(gradient, d) / dot(d, d));
  }
}

void Surface::set_theta(Prepared& program, double x, double y) {
  for (size_t i = 0; i < theta_.size(); ++i)
    moved_[i] = static_cast<float>(static_cast<double>(theta_[i]) + x * plane_[0][i] + y * plane_[1][i]);
  program.machine.set("theta", moved_);
}

// Summed as the trainer sums its status, so that both are the same number at the lane's weights.
float Surface::loss_at(double x, double y) {
  set_theta(*losses_of_, x, y);
  losses_of_->machine.run();
  losses_of_->machine.get("loss", scratch_);
  const bool weighs = std::any_of(losses_of_->program.outputs.begin(), losses_of_->program.outputs.end(),
                                  [](const auto& o) { return o.name == "weight"; });
  if (weighs) losses_of_->machine.get("weight", weights_);
  double sum = 0, count = 0;
  for (size_t i = 0; i < scratch_.size(); ++i) {
    if (parts_[i] != 0) continue;
    sum += static_cast<double>(scratch_[i]);
    count += weighs ? static_cast<double>(weights_[i]) : 1;
  }
  return static_cast<float>(sum / count);
}

// With the plane, all that is known without looking at the loss: the paths in it and how much of it is seen.
void Surface::choose(Plane plane) {
  plane_ = std::move(plane);
  const size_t size = theta_.size();
  const auto project = [&](const float* weights, size_t axis) {
    const Direction& d = plane_[axis];
    double along = 0;
    for (size_t i = 0; i < size; ++i)
      along += (static_cast<double>(weights[i]) - static_cast<double>(theta_[i])) * d[i];
    return along / dot(d, d);
  };
  // A principal component has no sign: run it from left to right and from below, so that it stays when the
  // surface is made again a little later.
  for (size_t axis = 0; axis < 2 && request_.directions == Directions::Principal; ++axis) {
    if (project(paths_[lane_].weights.data(), axis) > 0)
      for (double& e : plane_[axis]) e = -e;
  }
  for (const Trainer::Path& path : paths_) {
    Track& track = tracks_.emplace_back();
    for (size_t t = 0; t < path.steps.size(); ++t) {
      const float* weights = path.weights.data() + t * size;
      const double x = project(weights, 0), y = project(weights, 1);
      if (!std::isfinite(x) || !std::isfinite(y)) break;
      track.steps.push_back(path.steps[t]);
      track.x.push_back(static_cast<float>(x));
      track.y.push_back(static_cast<float>(y));
    }
  }
  // The variance of a path about its mean is that along the plane and that beside it.
  const std::vector<float>& own = paths_[lane_].weights;
  const size_t count = own.size() / size;
  double total = 0;
  for (size_t i = 0; i < size; ++i) {
    double mean = 0;
    for (size_t t = 0; t < count; ++t)
      mean += static_cast<double>(own[t * size + i]) / static_cast<double>(count);
    for (size_t t = 0; t < count; ++t) {
      const double off = static_cast<double>(own[t * size + i]) - mean;
      total += off * off;
    }
  }
  for (size_t axis = 0; axis < 2; ++axis) {
    const std::vector<float>& along = axis == 0 ? tracks_[lane_].x : tracks_[lane_].y;
    double mean = 0, spread = 0;
    for (float v : along) mean += static_cast<double>(v) / static_cast<double>(along.size());
    for (float v : along) spread += (static_cast<double>(v) - mean) * (static_cast<double>(v) - mean);
    scales_[axis].share = total > 0 ? std::min(1.0, spread * dot(plane_[axis], plane_[axis]) / total) : 0;
  }
  paths_.clear();
  if (request_.directions == Directions::Principal) return fit_to_tracks();
  double length = 1;
  if (request_.directions == Directions::Curvature) {
    length = 0;
    for (float w : theta_) length += static_cast<double>(w) * static_cast<double>(w);
    length = length > 0 ? std::sqrt(length) : 1;
  }
  for (Scale& s : scales_) {
    s.step = 2 * request_.span * length / (request_.size - 1);
    s.here = (request_.size - 1) / 2;
    s.first = -s.here * s.step;
  }
}

// A window around the lane's path, and around the others' as far as they are near.
void Surface::fit_to_tracks() {
  std::array<std::array<double, 2>, 2> ends{};  // the lane is at 0
  const auto cover = [&](const Track& track, const std::array<std::array<double, 2>, 2>& within) {
    for (size_t axis = 0; axis < 2; ++axis) {
      for (float v : axis == 0 ? track.x : track.y) {
        const double at = std::clamp(static_cast<double>(v), within[axis][0], within[axis][1]);
        ends[axis] = {std::min(ends[axis][0], at), std::max(ends[axis][1], at)};
      }
    }
  };
  constexpr double kFar = 1e30;
  cover(tracks_[lane_], {{{-kFar, kFar}, {-kFar, kFar}}});
  const auto extent = [&](size_t axis) { return ends[axis][1] - ends[axis][0]; };
  const double narrowest = kNarrowest * std::max(extent(0), extent(1));
  auto within = ends;
  for (size_t axis = 0; axis < 2; ++axis) {
    const double more = kOthers * std::max(extent(axis), narrowest);
    within[axis] = {ends[axis][0] - more, ends[axis][1] + more};
  }
  for (const Track& track : tracks_) cover(track, within);
  for (size_t axis = 0; axis < 2; ++axis) {
    const double wide = std::max(extent(axis), narrowest);
    const double half = 0.5 * wide * (1 + 2 * kMargin) * request_.span;
    const double middle = 0.5 * (ends[axis][0] + ends[axis][1]);
    Scale& s = scales_[axis];
    s.step = 2 * half / (request_.size - 1);
    s.here = std::clamp(static_cast<int>(std::lround((half - middle) / s.step)), 0, request_.size - 1);
    s.first = -s.here * s.step;
  }
}

}  // namespace losscape
