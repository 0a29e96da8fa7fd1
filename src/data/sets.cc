// SPDX-License-Identifier: Apache-2.0
#include "data/sets.h"

namespace losscape {
namespace {

/// The class of each of n samples: class 0 has weight 1, the others 1 - imbalance. The first samples go round
/// once (no class is empty), every further one goes to the class that is furthest behind its share: counts
/// are within one of the share, and the first labels do not depend on n.
std::vector<int> labels_by_share(int n, int classes, double imbalance) {
  const double total = 1 + (classes - 1) * (1 - imbalance);
  std::vector<int> labels, counts(classes, 0);
  for (int i = 0; i < n; ++i) {
    int label = i < classes ? i : 0;
    if (i >= classes) {
      double furthest = -n;
      for (int c = 0; c < classes; ++c) {
        const double behind = (c == 0 ? 1 : 1 - imbalance) / total * (i + 1) - counts[c];
        if (behind > furthest) {
          furthest = behind;
          label = c;
        }
      }
    }
    labels.push_back(label);
    ++counts[label];
  }
  return labels;
}

/// Index of the random numbers that all samples share; samples count from 0.
constexpr std::uint64_t kShared = std::uint64_t{1} << 40;

/// Either of the two functions draws.
DataSet regression_of(const Knobs& knobs, const std::vector<AxisInfo>& inputs,
                      RegressionSample (*draw)(Random&), RegressionSample (*draw_shared)(Random&, Random)) {
  DataSet data{.task = Task::Regression, .inputs = inputs, .target = {"y", ""}, .n = knobs.samples};
  data.x.resize(inputs.size() * data.n);
  data.y.resize(data.n);
  data.outlier.resize(data.n);
  const Random shared(knobs.seed, Stream::Data, kShared);
  for (int i = 0; i < data.n; ++i) {
    Random place(knobs.seed, Stream::Data, i), noise(knobs.seed, Stream::Noise, i);
    const RegressionSample sample = draw ? draw(place) : draw_shared(place, shared);
    for (std::size_t k = 0; k < inputs.size(); ++k) data.input(k)[i] = static_cast<float>(sample.x[k]);
    data.y[i] = static_cast<float>(sample.y + knobs.noise * sample.spread * noise.normal());
  }
  return data;
}

DataSet classes_of(const Knobs& knobs, const std::vector<AxisInfo>& inputs,
                   const std::vector<std::string>& class_names, Point (*draw)(Random&, int),
                   void (*draw_vector)(Random&, int, std::span<double>)) {
  const int classes = static_cast<int>(class_names.size());
  DataSet data{.task = classes == 2 ? Task::Binary : Task::Multiclass,
               .classes = classes,
               .inputs = inputs,
               .target = {"class", ""},
               .class_names = class_names,
               .n = knobs.samples};
  data.x.resize(inputs.size() * static_cast<std::size_t>(data.n));
  data.outlier.resize(data.n);
  const std::vector<int> labels = labels_by_share(data.n, classes, knobs.imbalance);
  data.y.assign(labels.begin(), labels.end());
  std::vector<double> x(inputs.size());
  for (int i = 0; i < data.n; ++i) {
    Random place(knobs.seed, Stream::Data, i), noise(knobs.seed, Stream::Noise, i);
    if (draw) {
      const Point point = draw(place, labels[i]);
      x[0] = point.x;
      x[1] = point.y;
    } else {
      draw_vector(place, labels[i], x);
    }
    for (std::size_t k = 0; k < x.size(); ++k)
      data.input(k)[i] = static_cast<float>(x[k] + knobs.noise * noise.normal());
  }
  return data;
}

}  // namespace

DataSet generated_regression(const Knobs& knobs, const std::vector<AxisInfo>& inputs,
                             RegressionSample (*draw)(Random&)) {
  return regression_of(knobs, inputs, draw, nullptr);
}

DataSet generated_task(const Knobs& knobs, const std::vector<AxisInfo>& inputs,
                       RegressionSample (*draw)(Random&, Random)) {
  return regression_of(knobs, inputs, nullptr, draw);
}

DataSet generated_classes(const Knobs& knobs, const std::vector<std::string>& class_names,
                          Point (*draw)(Random&, int)) {
  return classes_of(knobs, {{"x₁", ""}, {"x₂", ""}}, class_names, draw, nullptr);
}

DataSet generated_vectors(const Knobs& knobs, const std::vector<AxisInfo>& inputs,
                          const std::vector<std::string>& class_names,
                          void (*draw)(Random&, int, std::span<double>)) {
  return classes_of(knobs, inputs, class_names, nullptr, draw);
}

}  // namespace losscape
