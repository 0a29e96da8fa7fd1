// SPDX-License-Identifier: Apache-2.0
#include "data/own.h"

#include <algorithm>
#include <cmath>

#include "error.h"

namespace losscape {
namespace {

void check_numbers(const std::vector<double>& column, const std::string& name) {
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (std::isnan(column[row])) {  // streams print some NaNs as -nan
      fail("own data: column '", name, "', row ", row, " is NaN; every value must be a finite number");
    }
    if (std::isinf(column[row])) {
      fail("own data: column '", name, "', row ", row, " is ", column[row],
           "; every value must be a finite number");
    }
    if (std::fabs(column[row]) > 1e30) {
      fail("own data: column '", name, "', row ", row, " is ", column[row],
           "; values must be within -1e30 and 1e30");
    }
  }
}

/// Number of classes; throws for labels that are not classes of the task.
int check_labels(const OwnColumns& own, const std::string& name) {
  double largest = 0;
  for (std::size_t row = 0; row < own.y.size(); ++row) {
    const double label = own.y[row];
    if (label < 0 || label != std::floor(label)) {
      fail("own data: class label in column '", name, "', row ", row, " is ", label,
           "; labels must be whole numbers 0, 1, 2 and so on");
    }
    if (own.task == Task::Binary && label > 1) {
      fail("own data: class label in column '", name, "', row ", row, " is ", label,
           "; a binary task has the labels 0 and 1 (use the task multiclass for more)");
    }
    if (label >= kMaxOwnClasses) {
      fail("own data: class label in column '", name, "', row ", row, " is ", label,
           "; there can be at most ", kMaxOwnClasses, " classes, numbered from 0");
    }
    largest = std::max(largest, label);
  }
  if (own.task == Task::Multiclass && largest < 1 && own.class_names.size() < 2) {
    fail("own data: all labels in column '", name, "' are 0; a multiclass task needs at least two classes");
  }
  const int classes = own.task == Task::Binary ? 2 : static_cast<int>(largest) + 1;
  const int named = static_cast<int>(own.class_names.size());
  if (named == 0) return classes;
  if (named < classes || (own.task == Task::Binary && named > 2)) {
    fail("own data: ", named, " class names for ", classes, " classes in column '", name, "'");
  }
  return named;
}

void check_shapes(const OwnColumns& own, const DataSet& data) {
  if (own.x.empty()) fail("own data: there are no inputs; x must hold at least one column");
  if (!own.input_names.empty() && own.input_names.size() != own.x.size()) {
    fail("own data: ", own.input_names.size(), " input names for ", own.x.size(), " inputs");
  }
  const auto [channels, height, width] = own.image;
  if (channels != 0 && static_cast<std::size_t>(channels) * height * width != own.x.size()) {
    fail("own data: an image of ", channels, " × ", height, " × ", width, " has ", channels * height * width,
         " pixels, but there are ", own.x.size(), " inputs");
  }
  if (own.y.empty()) fail("own data: there are no samples");
  if (own.y.size() > kMaxOwnSamples) {
    fail("own data: ", own.y.size(), " samples; at most ", kMaxOwnSamples, " fit");
  }
  for (std::size_t k = 0; k < own.x.size(); ++k) {
    if (own.x[k].size() != own.y.size()) {
      fail("own data: column '", data.inputs[k].name, "' has ", own.x[k].size(), " values, column '",
           data.target.name, "' has ", own.y.size(), "; all columns must have the same length");
    }
  }
}

}  // namespace

DataSet from_columns(const OwnColumns& own) {
  DataSet data{.task = own.task};
  data.exact = true;
  for (std::size_t k = 0; k < own.x.size(); ++k) {
    data.inputs.push_back({k < own.input_names.size() ? own.input_names[k] : text("x", k + 1), ""});
  }
  const char* target = own.task == Task::Regression ? "y" : "class";
  data.target.name = own.target_name.empty() ? target : own.target_name;
  check_shapes(own, data);
  for (std::size_t k = 0; k < own.x.size(); ++k) check_numbers(own.x[k], data.inputs[k].name);
  check_numbers(own.y, data.target.name);
  if (own.task != Task::Regression) data.classes = check_labels(own, data.target.name);

  data.n = static_cast<int>(own.y.size());
  data.class_names = own.class_names;
  for (int c = static_cast<int>(own.class_names.size()); c < data.classes; ++c)
    data.class_names.push_back(text(c));
  data.image = own.image;
  for (const std::vector<double>& column : own.x) data.x.insert(data.x.end(), column.begin(), column.end());
  data.y = own.y;
  data.outlier.resize(data.n);
  return data;
}

void fields(Fields& f, OwnColumns& own) {
  f.such_as("{task: 'regression', x: [[1, 2, 3]], y: [2, 4, 6]}");
  std::string task = name_of(own.task);
  f.required("task", task);
  own.task = task_of(task, "own.task");
  f.required("x", own.x);
  f.required("y", own.y);
  f("input_names", own.input_names);
  f("target_name", own.target_name);
  f("class_names", own.class_names);
  // What fromCsv() counts on the way.
  for (const char* counted : {"dropped", "filled"}) f.ignored(counted);
  if (!f.has("image", own.image[0] > 0)) return;
  std::vector<double> extents(own.image.begin(), own.image.end());
  f("image", extents);
  if (extents.size() != own.image.size()) fail("own.image must be channels, height and width");
  for (size_t i = 0; i < extents.size(); ++i) {
    if (!(extents[i] >= 0 && extents[i] <= 1e6) || extents[i] != std::floor(extents[i]))
      fail("own.image[", i, "] must be a whole number, got ", extents[i]);
    own.image[i] = static_cast<int>(extents[i]);
  }
}

}  // namespace losscape
