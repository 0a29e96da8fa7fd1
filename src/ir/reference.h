// SPDX-License-Identifier: Apache-2.0
// The oracle: a naive interpreter in double, one node after the other, no fusion, no kernels. Slow and plain
// on purpose.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace losscape {

using ReferenceInputs = std::map<std::string, std::vector<double>, std::less<>>;

/// Float rounds inputs and the result of every node to float: what single precision does to a formula,
/// without the machine's kernels. Exact for + − · / and roots, within half a unit for the rest.
enum class Precision { Double, Float };

/// Values of `outputs`, each row-major and unpadded. Throws if an input is missing or has the wrong number of
/// elements.
std::vector<std::vector<double>> evaluate(const Graph& graph, std::span<const Value> outputs,
                                          const ReferenceInputs& inputs,
                                          Precision precision = Precision::Double);
std::vector<double> evaluate(Value output, const ReferenceInputs& inputs);

}  // namespace losscape
