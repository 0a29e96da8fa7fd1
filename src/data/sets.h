// SPDX-License-Identifier: Apache-2.0
// The files of data sets, and what the generators among them share: a generator says where one sample lies,
// the helpers below do the counting, the noise and the naming.
#pragma once

#include <string>
#include <vector>

#include "data/data.h"
#include "random.h"

namespace losscape {

std::vector<DataEntry> regression_sets();
std::vector<DataEntry> class_sets();
std::vector<DataEntry> real_sets();

/// One sample of a regression set before noise. `spread` multiplies the noise.
struct RegressionSample {
  std::vector<double> x;
  double y;
  double spread = 1;
};

/// knobs.samples draws; each gets its own random sequence, so that more samples keep the earlier ones in
/// place.
DataSet generated_regression(const Knobs& knobs, const std::vector<AxisInfo>& inputs,
                             RegressionSample (*draw)(Random&));

struct Point {
  double x, y;
};

/// The same for points of the plane in classes, one class a name; `draw` places a point of the class it is
/// given.
DataSet generated_classes(const Knobs& knobs, const std::vector<std::string>& class_names,
                          Point (*draw)(Random&, int label));

/// The knobs that spoil finished samples: label_noise, then outliers.
DataSet spoiled(DataSet data, const Knobs& knobs);

}  // namespace losscape
