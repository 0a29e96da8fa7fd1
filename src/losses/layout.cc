// SPDX-License-Identifier: Apache-2.0
#include "losses/layout.h"

#include "error.h"
#include "json.h"

namespace losscape {

std::vector<int> caller_axes(std::string_view dims) {
  std::vector<int> axes(dims.size(), -1);
  int next = 0;
  const auto place = [&](size_t i) {
    if (axes[i] < 0 && dims[i] != '1') axes[i] = next++;
  };
  const bool features = dims.size() > 1 && dims[0] == 'D';
  for (size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] == 'N') place(i);
  }
  for (size_t i = features ? 1 : 0; i < dims.size(); ++i) place(i);
  if (features) place(0);
  return axes;
}

std::string caller_dims(std::string_view dims) {
  std::string out(dims.size(), ' ');
  size_t count = 0;
  const std::vector<int> axes = caller_axes(dims);
  for (size_t i = 0; i < dims.size(); ++i) {
    if (axes[i] < 0) continue;
    out[static_cast<size_t>(axes[i])] = dims[i];
    ++count;
  }
  out.resize(count);
  return out;
}

std::string input_json(const LossInput& input) {
  const auto letter = [](char c) { return json::text(std::string(1, c)); };
  return json::Object()
      .add("id", json::text(input.id))
      .add("role", json::text(name_of(input.role)))
      .add("domain", json::text(name_of(input.domain)))
      .add("dims", json::array(caller_dims(input.dims), letter))
      .add("optional", json::boolean(input.optional))
      .text();
}

Shape core_shape(std::string_view dims, std::span<const int> caller) {
  if (dims == "*") return Shape({1, caller.empty() ? 1 : caller.back()});
  const std::vector<int> axes = caller_axes(dims);
  std::vector<int> extents;
  for (const int axis : axes) {
    if (axis >= static_cast<int>(caller.size()))
      fail("an input [", caller_dims(dims), "] got ", caller.size(), " axes");
    extents.push_back(axis < 0 ? 1 : caller[static_cast<size_t>(axis)]);
  }
  return Shape(extents);
}

}  // namespace losscape
