// SPDX-License-Identifier: Apache-2.0
#include "number_text.h"

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#else
#include <cmath>
#include <cstdio>
#include <cstdlib>
#endif

namespace losscape {

#ifdef __EMSCRIPTEN__

// The host knows how; the C library's printf and strtod would be 8 kB of the compressed download.
// clang-format off
EM_JS(int, losscape_number_text, (double v, int digits, char* to), {
  const text = String(digits > 0 && isFinite(v) ? Number(v.toPrecision(digits)) : v);
  for (let i = 0; i < text.length; i++) HEAPU8[to + i] = text.charCodeAt(i);
  return text.length;
});

std::string number_text(double v, int digits) {
  char buffer[32];
  return {buffer, static_cast<size_t>(losscape_number_text(v, digits, buffer))};
}

EM_JS(double, losscape_number_of, (const char* from, int length), {
  let text = "";
  for (let i = 0; i < length; i++) text += String.fromCharCode(HEAPU8[from + i]);
  return Number(text);
});

// clang-format on

double number_of(const std::string& decimal) {
  return losscape_number_of(decimal.data(), static_cast<int>(decimal.size()));
}

#else

double number_of(const std::string& decimal) { return std::strtod(decimal.c_str(), nullptr); }

std::string number_text(double v, int digits) {
  if (std::isnan(v)) return "NaN";
  if (std::isinf(v)) return v > 0 ? "Infinity" : "-Infinity";
  if (v == 0) return "0";
  char buffer[40];
  if (digits > 0) {
    std::snprintf(buffer, sizeof buffer, "%.*e", digits - 1, v);
    v = std::strtod(buffer, nullptr);
  }
  for (int precision = 0; precision < 17; ++precision) {
    std::snprintf(buffer, sizeof buffer, "%.*e", precision, v);
    if (std::strtod(buffer, nullptr) == v) break;
  }
  // d.ddde±xx → the digits and where the point goes.
  std::string mantissa, out;
  const char* p = buffer;
  if (*p == '-') out += *p++;
  for (; *p != 'e'; ++p) {
    if (*p != '.') mantissa += *p;
  }
  const int exponent = std::atoi(p + 1), count = static_cast<int>(mantissa.size());
  if (exponent < -6 || exponent >= 21) {
    if (count > 1) mantissa.insert(1, ".");
    return out + mantissa + (exponent < 0 ? "e-" : "e+") + std::to_string(std::abs(exponent));
  }
  if (exponent < 0) return out + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + mantissa;
  if (count <= exponent + 1)
    return out + mantissa + std::string(static_cast<size_t>(exponent + 1 - count), '0');
  return out + mantissa.insert(static_cast<size_t>(exponent) + 1, ".");
}

#endif

}  // namespace losscape
