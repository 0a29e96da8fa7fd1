// SPDX-License-Identifier: Apache-2.0
#include "train/inspection.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "random.h"

namespace losscape {

namespace {

constexpr size_t kMostKept = 1 << 16;  // numbers of a histogram of activations
constexpr double kNear = 0.01;         // of a bound: saturated

Histogram histogram_of(std::span<const float> values) {
  Histogram h;
  bool any = false;
  for (float v : values) {
    if (!std::isfinite(v)) continue;
    const double d = static_cast<double>(v);
    h.low = any ? std::min(h.low, d) : d;
    h.high = any ? std::max(h.high, d) : d;
    any = true;
  }
  const double width = h.high - h.low;
  for (float v : values) {
    if (!std::isfinite(v)) continue;
    const double at = width > 0 ? (static_cast<double>(v) - h.low) / width * Histogram::kBins : 0;
    ++h.counts[static_cast<size_t>(std::clamp(static_cast<int>(at), 0, Histogram::kBins - 1))];
  }
  return h;
}

struct Bounds {
  const char* id;
  bool dies;  ///< at 0
  double low, high;
};
constexpr double kNone = std::numeric_limits<double>::infinity();
constexpr Bounds kBounds[] = {
    {"relu", true, -kNone, kNone}, {"relu6", true, -kNone, 6},  {"hard_swish", true, -kNone, kNone},
    {"tanh", false, -1, 1},        {"hard_tanh", false, -1, 1}, {"sigmoid", false, 0, 1},
    {"hard_sigmoid", false, 0, 1}, {"softsign", false, -1, 1},
};

const Bounds* bounds_of(const ActivationEntry* after) {
  for (const Bounds& b : kBounds) {
    if (after && std::string_view(b.id) == after->id) return &b;
  }
  return nullptr;
}

double square(double v) { return v * v; }

double norm_of(std::span<const float> values) {
  double sum = 0;
  for (float v : values) sum += square(static_cast<double>(v));
  return std::sqrt(sum);
}

// What is gathered of one layer while samples pass.
struct Watch {
  std::vector<char> idle, stuck;  // still 0, still at a bound, by unit
  std::vector<float> values;
  double flow = 0;

  void see(const Bounds* bounds, std::span<const float> now, std::span<const float> gradients, bool keep) {
    for (size_t u = 0; u < now.size(); ++u) {
      const double v = static_cast<double>(now[u]);
      idle[u] &= bounds && bounds->dies && v == 0;
      stuck[u] &= bounds && (v <= bounds->low + kNear || v >= bounds->high - kNear);
      flow += square(static_cast<double>(gradients[u]));
    }
    if (keep) values.insert(values.end(), now.begin(), now.end());
  }
};

// The parameters of a layer lie side by side in θ.
std::span<const float> of_layer(const Lane::Layer& layer, std::span<const float> theta) {
  if (layer.parameters.empty()) return {};
  const ParameterInfo &first = *layer.parameters.front(), &last = *layer.parameters.back();
  return theta.subspan(static_cast<size_t>(first.offset),
                       static_cast<size_t>(last.offset + last.shape.size() - first.offset));
}

}  // namespace

Inspection inspect(Trainer& t, size_t k, int most) {
  Lane& lane = t.lane(k);
  const std::vector<Lane::Layer>& layers = lane.layers();
  const size_t n = static_cast<size_t>(t.data().n);
  std::vector<size_t> rows, trained;
  for (size_t i = 0; i < n; ++i) {
    if (t.parts()[i] == 0) trained.push_back(i);
  }
  if (most > 0) {
    const size_t stride = std::max<size_t>(1, trained.size() / static_cast<size_t>(most));
    for (size_t i = 0; i < trained.size(); i += stride) rows.push_back(trained[i]);
  } else {
    for (size_t i = 0; i < n; ++i) rows.push_back(i);
  }

  std::vector<Watch> watches(layers.size());
  for (size_t l = 0; l < layers.size(); ++l) {
    const size_t units = static_cast<size_t>(layers[l].shape.size());
    watches[l].idle.assign(units, 1);
    watches[l].stuck.assign(units, 1);
  }
  Inspection out;
  std::vector<double> total(static_cast<size_t>(lane.weights()));
  double squares = 0, sum_of_norms = 0, count = 0;
  t.trace(k, rows, [&](size_t i, const Lane::Trace& trace) {
    const double norm = norm_of(trace.by_weights);
    if (most == 0) out.norms.push_back(static_cast<float>(norm));
    if (t.parts()[i] != 0) return;
    squares += norm * norm;
    sum_of_norms += norm;
    for (size_t p = 0; p < total.size(); ++p) total[p] += static_cast<double>(trace.by_weights[p]);
    size_t at = 0;
    for (size_t l = 0; l < layers.size(); ++l) {
      const size_t units = watches[l].idle.size();
      const auto part = [&](const std::vector<float>& all) { return std::span(all).subspan(at, units); };
      watches[l].see(bounds_of(layers[l].after), part(trace.values), part(trace.gradients),
                     watches[l].values.size() + units <= kMostKept);
      at += units;
    }
    ++count;
  });

  std::vector<float> gradient;
  for (double g : total) gradient.push_back(static_cast<float>(g / count));
  const std::vector<float> theta = lane.parameters(), update = t.next_update(k);
  for (size_t l = 1; l < layers.size(); ++l) {
    const Watch& w = watches[l];
    LayerReport r;
    r.name = layers[l].name;
    r.units = static_cast<int>(w.idle.size());
    r.dead = static_cast<int>(std::count(w.idle.begin(), w.idle.end(), 1));
    r.saturated = static_cast<int>(std::count(w.stuck.begin(), w.stuck.end(), 1));
    r.flow = std::sqrt(w.flow / (count * r.units));
    r.weight_norm = norm_of(of_layer(layers[l], theta));
    r.gradient_norm = norm_of(of_layer(layers[l], gradient));
    r.update_norm = norm_of(of_layer(layers[l], update));
    r.weights = histogram_of(of_layer(layers[l], theta));
    r.gradients = histogram_of(of_layer(layers[l], gradient));
    r.activations = histogram_of(w.values);
    out.layers.push_back(r);
  }
  for (size_t i = 0; i < out.norms.size(); ++i) {
    const double part = sum_of_norms > 0 ? static_cast<double>(out.norms[i]) / sum_of_norms : 0;
    out.shares.push_back(t.parts()[i] == 0 ? static_cast<float>(part) : 0.0F);
  }
  out.gradient_norm = norm_of(gradient);
  const double noise = (squares - count * square(out.gradient_norm)) / (count - 1);
  const double signal = square(out.gradient_norm) - noise / count;
  out.noise_scale = signal > 0 ? noise / signal : std::numeric_limits<double>::quiet_NaN();
  return out;
}

std::vector<CheckedWeight> check_gradient(Trainer& t, size_t k, int count) {
  Lane& lane = t.lane(k);
  const auto weights = static_cast<std::uint64_t>(lane.weights());
  Random random(t.spec().seed, Stream::Check, static_cast<std::uint64_t>(t.steps()));
  std::vector<int> picked;
  for (int i = 0; i < count; ++i)
    picked.push_back(static_cast<int>(random.below(static_cast<std::uint32_t>(weights))));
  std::sort(picked.begin(), picked.end());
  picked.erase(std::unique(picked.begin(), picked.end()), picked.end());
  const Lane::Differences d = t.differences(k, picked);
  std::vector<CheckedWeight> out;
  for (size_t i = 0; i < picked.size(); ++i) {
    for (const Lane::Layer& layer : lane.layers()) {
      for (const ParameterInfo* p : layer.parameters) {
        const int within = picked[i] - p->offset;
        if (within >= 0 && within < static_cast<int>(p->shape.size()))
          out.push_back({p->name, within, d.analytic[i], d.numeric[i]});
      }
    }
  }
  return out;
}

}  // namespace losscape
