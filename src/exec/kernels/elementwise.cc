// SPDX-License-Identifier: Apache-2.0
#include "exec/kernels/elementwise.h"

#include "lane_math.h"
#include "simd.h"

namespace losscape {

namespace {

inline f32x4 T_(float v) { return splat(v); }

// The value column of ops.def, compiled for four lanes.
#define LS_UNARY(id, notation, symbol, value, ...)   \
  struct id##_k {                                    \
    static inline f32x4 f(f32x4 a) { return value; } \
  };
#define LS_BINARY(id, notation, symbol, value, ...)           \
  struct id##_k {                                             \
    static inline f32x4 f(f32x4 a, f32x4 b) { return value; } \
  };
#define LS_TERNARY(id, notation, symbol, value, ...)                   \
  struct id##_k {                                                      \
    static inline f32x4 f(f32x4 a, f32x4 b, f32x4 c) { return value; } \
  };
#define LS_STRUCTURAL(id, ...)
#include "ir/ops.def"

// Unrolled four times: V8 checks the stack in every iteration, which costs as much as a cheap op.
template <class Body>
inline __attribute__((always_inline)) void for_each_vector(int vectors, Body body) {
  int v = 0;
  for (; v + 4 <= vectors; v += 4) {
    body(4 * v);
    body(4 * v + 4);
    body(4 * v + 8);
    body(4 * v + 12);
  }
  for (; v < vectors; ++v) body(4 * v);
}

template <class K>
void unary(const Micro& m, float* const* slots, const Tile& t) noexcept {
  const float* a = slots[m.a];
  float* to = slots[m.to];
  for (int r = 0; r < t.rows; ++r, a += m.a_stride, to += m.to_stride) {
    for (int v = 0; v < t.vectors; ++v) store(to + 4 * v, K::f(load(a + 4 * v)));
  }
}

constexpr bool commutes_with_itself(Op op) {
  return op == Op::add || op == Op::mul || op == Op::min || op == Op::max || op == Op::equal ||
         op == Op::not_equal;
}

// How much code a kernel is worth: Whole takes contiguous operands only, Rolled has the plain loop, Unrolled
// is for the ops that nearly every chain consists of.
enum class Effort { Whole, Rolled, Unrolled };

constexpr Effort effort(Op op) {
  switch (op) {
    case Op::add:
    case Op::sub:
    case Op::mul:
    case Op::min:
    case Op::max:
      return Effort::Unrolled;
    case Op::div:
    case Op::ratio_or_zero:
    case Op::gate:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::where:
    case Op::clamp:
      return Effort::Rolled;
    default:
      return Effort::Whole;
  }
}

template <class K, Effort E, bool A, bool B>
void binary(const Micro& m, float* const* slots, const Tile& t) noexcept {
  const float *a = slots[m.a], *b = slots[m.b];
  float* to = slots[m.to];
  for (int r = 0; r < t.rows; ++r, a += m.a_stride, b += m.b_stride, to += m.to_stride) {
    [[maybe_unused]] const f32x4 sa = splat(*a), sb = splat(*b);
    const auto one = [&](int i) { store(to + i, K::f(A ? sa : load(a + i), B ? sb : load(b + i))); };
    if constexpr (E == Effort::Unrolled) {
      for_each_vector(t.vectors, one);
    } else {
      for (int v = 0; v < t.vectors; ++v) one(4 * v);
    }
  }
}

template <class K, bool B, bool C>
void ternary(const Micro& m, float* const* slots, const Tile& t) noexcept {
  const float *a = slots[m.a], *b = slots[m.b], *c = slots[m.c];
  float* to = slots[m.to];
  for (int r = 0; r < t.rows; ++r, a += m.a_stride, b += m.b_stride, c += m.c_stride, to += m.to_stride) {
    [[maybe_unused]] const f32x4 sb = splat(*b), sc = splat(*c);
    for (int v = 0; v < t.vectors; ++v)
      store(to + 4 * v, K::f(load(a + 4 * v), B ? sb : load(b + 4 * v), C ? sc : load(c + 4 * v)));
  }
}

template <class K, Op op>
MicroFn pick_binary(bool a, bool b) noexcept {
  constexpr Effort e = effort(op);
  if constexpr (e == Effort::Whole)
    return binary<K, e, false, false>;
  else if constexpr (commutes_with_itself(op))
    return b ? binary<K, e, false, true> : binary<K, e, false, false>;
  else
    return a ? binary<K, e, true, false> : b ? binary<K, e, false, true> : binary<K, e, false, false>;
}

template <class K>
MicroFn pick_ternary(bool b, bool c) noexcept {
  return b ? (c ? ternary<K, true, true> : ternary<K, true, false>)
           : (c ? ternary<K, false, true> : ternary<K, false, false>);
}

struct Copy {
  static f32x4 f(f32x4 a) { return a; }
};

void copy_splat(const Micro& m, float* const* slots, const Tile& t) noexcept {
  const float* a = slots[m.a];
  float* to = slots[m.to];
  for (int r = 0; r < t.rows; ++r, a += m.a_stride, to += m.to_stride) {
    const f32x4 s = splat(*a);
    for (int v = 0; v < t.vectors; ++v) store(to + 4 * v, s);
  }
}

void store_exact(const Micro& m, float* const* slots, const Tile& t) noexcept {
  const float* a = slots[m.a];
  float* to = slots[m.to];
  for (int r = 0; r < t.rows; ++r, a += m.a_stride, to += m.to_stride) {
    int i = 0;
    for (; i + 4 <= t.columns; i += 4) store(to + i, load(a + i));
    store_partial(to + i, load(a + i), t.columns - i);
  }
}

struct SoftplusSlope {
  static f32x4 f(f32x4 a, f32x4& slope) { return softplus_and_sigmoid(a, slope); }
};
struct TanhSlope {
  static f32x4 f(f32x4 a, f32x4& slope) {
    const f32x4 h = tanh(a);
    slope = 1.0F - h * h;
    return h;
  }
};

template <class K>
void with_slope(const Micro& m, float* const* slots, const Tile& t) noexcept {
  const float* a = slots[m.a];
  float *to = slots[m.to], *to_slope = slots[m.c];
  for (int r = 0; r < t.rows; ++r, a += m.a_stride, to += m.to_stride, to_slope += m.c_stride) {
    for (int v = 0; v < t.vectors; ++v) {
      f32x4 slope;
      store(to + 4 * v, K::f(load(a + 4 * v), slope));
      store(to_slope + 4 * v, slope);
    }
  }
}

struct Sum {
  static constexpr bool kFast = true;  // worth four running results
  static f32x4 f(f32x4 a, f32x4 b) { return a + b; }
  static f32x4 identity() { return splat(0); }
  static float across(f32x4 v) { return hsum(v); }
  template <class S>
  static S scalar(S a, S b) {
    return a + b;
  }
};
struct Max {
  static constexpr bool kFast = false;
  static f32x4 f(f32x4 a, f32x4 b) { return max(a, b); }
  static f32x4 identity() { return splat(-__builtin_inff()); }
  static float across(f32x4 v) { return hmax(v); }
  template <class S>
  static S scalar(S a, S b) {
    return a > b || a != a ? a : b;
  }
};
struct Min {
  static constexpr bool kFast = false;
  static f32x4 f(f32x4 a, f32x4 b) { return min(a, b); }
  static f32x4 identity() { return splat(__builtin_inff()); }
  static float across(f32x4 v) { return hmin(v); }
  template <class S>
  static S scalar(S a, S b) {
    return a < b || a != a ? a : b;
  }
};

// One row of a tile folded into one vector: four running results break the dependency chain, the tail is
// masked.
template <class R>
inline f32x4 fold_row(const float* a, int columns) {
  const int whole = columns / 4;
  f32x4 s0 = R::identity(), s1 = s0, s2 = s0, s3 = s0;
  int v = 0;
  for (; R::kFast && v + 4 <= whole; v += 4) {
    s0 = R::f(s0, load(a + 4 * v));
    s1 = R::f(s1, load(a + 4 * v + 4));
    s2 = R::f(s2, load(a + 4 * v + 8));
    s3 = R::f(s3, load(a + 4 * v + 12));
  }
  for (; v < whole; ++v) s0 = R::f(s0, load(a + 4 * v));
  if (const int rest = columns - 4 * whole) {
    s1 = R::f(s1, select(tail_mask(rest), load(a + 4 * whole), R::identity()));
  }
  return R::f(R::f(s0, s1), R::f(s2, s3));
}

template <class R, bool Rows, bool Fold, bool Wide>
void reduce_columns(const Micro& m, float* const* slots, const Tile& t) noexcept {
  const float* a = slots[m.a];
  const auto put = [&](int row, float value) {
    if constexpr (Wide) {
      double* to = reinterpret_cast<double*>(slots[m.to]) + row * (m.to_stride / 2);
      *to = Fold ? R::scalar(*to, static_cast<double>(value)) : static_cast<double>(value);
    } else {
      float* to = slots[m.to] + row * m.to_stride;
      *to = Fold ? R::scalar(*to, value) : value;
    }
  };
  f32x4 all = R::identity();
  for (int r = 0; r < t.rows; ++r, a += m.a_stride) {
    const f32x4 row = fold_row<R>(a, t.columns);
    if constexpr (Rows) {
      all = R::f(all, row);
    } else {
      put(r, R::across(row));
    }
  }
  if constexpr (Rows) put(0, R::across(all));
}

// The columns stay: one vector of results at a time, nothing written past the last column.
template <class R, bool Rows, bool Fold>
void reduce_elsewhere(const Micro& m, float* const* slots, const Tile& t) noexcept {
  const float* a = slots[m.a];
  float* to = slots[m.to];
  const int steps = Rows ? t.rows : 1, results = Rows ? 1 : t.rows;
  for (int r = 0; r < results; ++r, a += m.a_stride, to += m.to_stride) {
    for (int i = 0; i < t.columns; i += 4) {
      f32x4 s = load(a + i);
      for (int k = 1; k < steps; ++k) s = R::f(s, load(a + i + k * m.a_stride));
      if constexpr (Fold) s = R::f(load(to + i), s);
      if (i + 4 <= t.columns)
        store(to + i, s);
      else
        store_partial(to + i, s, t.columns - i);
    }
  }
}

template <class R>
MicroFn pick_reduce(ReduceKind k) noexcept {
  if (!k.columns) {
    return k.rows ? (k.fold ? reduce_elsewhere<R, true, true> : reduce_elsewhere<R, true, false>)
                  : (k.fold ? reduce_elsewhere<R, false, true> : reduce_elsewhere<R, false, false>);
  }
  if constexpr (R::kFast) {  // an extremum needs no double
    if (k.wide) return k.rows ? reduce_columns<R, true, true, true> : reduce_columns<R, false, true, true>;
  }
  return k.rows ? (k.fold ? reduce_columns<R, true, true, false> : reduce_columns<R, true, false, false>)
                : (k.fold ? reduce_columns<R, false, true, false> : reduce_columns<R, false, false, false>);
}

}  // namespace

bool takes_splat(Op op, int operand) noexcept {
  if (effort(op) == Effort::Whole) return false;
  return operand > 0 || (info(op).arity == 2 && !commutes_with_itself(op));
}

bool commutes(Op op) noexcept { return commutes_with_itself(op); }

MicroFn elementwise_kernel(Op op, Run a, Run b, Run c) noexcept {
  [[maybe_unused]] const bool sa = a == Run::Splat, sb = b == Run::Splat, sc = c == Run::Splat;
  switch (op) {
#define LS_UNARY(id, ...) \
  case Op::id:            \
    return unary<id##_k>;
#define LS_BINARY(id, ...) \
  case Op::id:             \
    return pick_binary<id##_k, Op::id>(sa, sb);
#define LS_TERNARY(id, ...) \
  case Op::id:              \
    return pick_ternary<id##_k>(sb, sc);
#define LS_STRUCTURAL(id, ...) \
  case Op::id:            \
    return nullptr;
#include "ir/ops.def"
  }
  return nullptr;
}

MicroFn copy_kernel(Run a) noexcept { return a == Run::Splat ? copy_splat : unary<Copy>; }
MicroFn store_exact_kernel() noexcept { return store_exact; }
MicroFn with_slope_kernel(Op function) noexcept {
  return function == Op::softplus ? with_slope<SoftplusSlope>
         : function == Op::tanh   ? with_slope<TanhSlope>
                                  : nullptr;
}

MicroFn reduce_kernel(ReduceKind kind) noexcept {
  switch (kind.op) {
    case Op::reduce_max:
      return pick_reduce<Max>(kind);
    case Op::reduce_min:
      return pick_reduce<Min>(kind);
    default:
      return pick_reduce<Sum>(kind);
  }
}

}  // namespace losscape
