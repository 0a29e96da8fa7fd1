// SPDX-License-Identifier: Apache-2.0
// Buffers for the tests of the dense kernels: padding lanes full of NaN, guards behind every end, and a hash
// of the bits.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace losscape::kernel_test {

inline constexpr float kGuard = 12345.75f;
inline const float kNaN = std::numeric_limits<float>::quiet_NaN();

inline int padded(int columns) { return (columns + 3) / 4 * 4; }

// Values in [-1, 1) with 24 significant bits, so that a float holds them exactly.
struct Noise {
  std::uint32_t state;
  float operator()() {
    state = state * 1664525u + 1013904223u;
    return static_cast<float>(static_cast<int>(state >> 8) - (1 << 23)) / (1 << 23);
  }
};

// rows × columns, rows ld floats apart, and 16 bytes of slack.
struct Matrix {
  int rows, columns, ld;
  std::vector<float> values;

  // An output: every float is a guard until written.
  Matrix(int rows, int columns, int ld)
      : rows(rows), columns(columns), ld(ld), values(static_cast<std::size_t>(rows) * ld + 4, kGuard) {}

  // An input: lanes beyond the columns, and the slack, are NaN.
  static Matrix random(int rows, int columns, int ld, Noise& next) {
    Matrix matrix(rows, columns, ld);
    matrix.values.assign(matrix.values.size(), kNaN);
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j) matrix.at(i, j) = next();
    return matrix;
  }

  float& at(int i, int j) { return values[static_cast<std::size_t>(i) * ld + j]; }
  float at(int i, int j) const { return values[static_cast<std::size_t>(i) * ld + j]; }
  float* data() { return values.data(); }
  const float* data() const { return values.data(); }

  // A kernel may write lanes beyond the columns only where whole vectors fit, and nothing after the end.
  void expect_guards_intact() const {
    const int writable = ld >= padded(columns) ? padded(columns) : columns;
    for (int i = 0; i < rows; ++i)
      for (int j = writable; j < ld; ++j) ASSERT_EQ(at(i, j), kGuard) << "wrote past the end of row " << i;
    for (std::size_t i = static_cast<std::size_t>(rows) * ld; i < values.size(); ++i)
      ASSERT_EQ(values[i], kGuard) << "wrote past the end";
  }

  // ⟨this, other⟩ over the columns, in double.
  double dot(const Matrix& other) const {
    double sum = 0;
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j) sum += static_cast<double>(at(i, j)) * other.at(i, j);
    return sum;
  }
};

// Scratch of exactly the size a kernel asked for, with guards behind it.
struct Scratch {
  std::vector<float> values;
  explicit Scratch(std::size_t floats) : values(floats + 4, kGuard) {}
  float* data() { return values.data(); }
  void expect_guards_intact() const {
    for (std::size_t i = values.size() - 4; i < values.size(); ++i)
      ASSERT_EQ(values[i], kGuard) << "wrote past the end of the scratch";
  }
};

// FNV-1a over the bits of every element.
struct BitHash {
  std::uint64_t value = 14695981039346656037u;
  void add(const Matrix& matrix) {
    for (int i = 0; i < matrix.rows; ++i)
      for (int j = 0; j < matrix.columns; ++j) {
        std::uint32_t bits;
        const float element = matrix.at(i, j);
        std::memcpy(&bits, &element, sizeof bits);
        value = (value ^ bits) * 1099511628211u;
      }
  }
};

}  // namespace losscape::kernel_test
