// SPDX-License-Identifier: Apache-2.0
// How failures of all bindings become text.
#pragma once

#include <new>
#include <string>

#include "error.h"

namespace losscape {

inline Error last_error{""};

/// Runs `work`; an Error becomes what error() and error_place() return, and `failed`.
template <class R, class F>
R guarded(R failed, F work) {
  last_error = Error("");
  try {
    return work();
  } catch (const Error& e) {
    last_error = e;
  } catch (const std::bad_alloc&) {
    last_error = Error("out of memory: use fewer samples, a smaller batch or fewer units");
  } catch (const std::exception& e) {
    last_error = Error(e.what());
  }
  return failed;
}

}  // namespace losscape
