// SPDX-License-Identifier: Apache-2.0
// Trains the five nets of tests/cc/nets.h and prints {name: fingerprint} as JSON: tests/browser loads it as a
// module.
#include <cstdio>

#include "nets.h"

int main() {
  const char* separator = "{";
  std::string out;
  for (const losscape::testing::Net& net : losscape::testing::nets()) {
    out += separator + losscape::testing::net_line(net, losscape::testing::train(net, 1000).fingerprint);
    separator = ",";
  }
  std::puts((out + "}").c_str());
}
