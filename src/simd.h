// SPDX-License-Identifier: Apache-2.0
// One 4-lane float type from the compiler's vector extensions, and the same vocabulary for plain double, so
// that one template compiles for both. Every function gives the same bits on x86-64 (SSE2, SSE4.1, AVX),
// WebAssembly SIMD and the generic path, except for the sign and payload of a NaN, which no standard fixes.
// Instruction choices live here and nowhere else. Contraction must be off (-ffp-contract=off).
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(LOSSCAPE_SIMD_GENERIC)
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#define LOSSCAPE_SIMD_WASM 1
#elif defined(__SSE2__)
#include <emmintrin.h>
#define LOSSCAPE_SIMD_SSE2 1
#if defined(__SSE4_1__)
#include <smmintrin.h>
#define LOSSCAPE_SIMD_SSE41 1
#endif
#endif

#define LOSSCAPE_INLINE inline __attribute__((always_inline))

namespace losscape {

using f32x4 = float __attribute__((vector_size(16)));
using i32x4 = int32_t __attribute__((vector_size(16)));
using u32x4 = uint32_t __attribute__((vector_size(16)));
using f64x2 = double __attribute__((vector_size(16)));
using i64x2 = int64_t __attribute__((vector_size(16)));

// ---- making, loading, storing
// ---------------------------------------------------------------------------------

LOSSCAPE_INLINE f32x4 splat(float a) { return f32x4{a, a, a, a}; }
LOSSCAPE_INLINE i32x4 splat_int(int32_t a) { return i32x4{a, a, a, a}; }

LOSSCAPE_INLINE i32x4 bits_of(f32x4 a) { return reinterpret_cast<i32x4>(a); }
LOSSCAPE_INLINE f32x4 float_from_bits(i32x4 a) { return reinterpret_cast<f32x4>(a); }

/// Reinterprets the 16 bytes of one vector as another vector type.
template <class To, class From>
LOSSCAPE_INLINE To bit_cast(From a) {
  static_assert(sizeof(To) == sizeof(From));
  return __builtin_bit_cast(To, a);
}

/// Four floats from p, any alignment.
LOSSCAPE_INLINE f32x4 load(const float* p) {
  f32x4 v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

/// Four floats to p, any alignment.
LOSSCAPE_INLINE void store(float* p, f32x4 v) { std::memcpy(p, &v, sizeof v); }

/// The first n (0..4) floats of p, zero in the other lanes. Touches p[0..n) only.
LOSSCAPE_INLINE f32x4 load_partial(const float* p, std::size_t n) {
  switch (n) {
    case 0:
      return f32x4{0, 0, 0, 0};
    case 1:
      return f32x4{p[0], 0, 0, 0};
    case 2:
      return f32x4{p[0], p[1], 0, 0};
    case 3:
      return f32x4{p[0], p[1], p[2], 0};
    default:
      return load(p);
  }
}

/// Writes the first n (0..4) lanes to p[0..n) and touches nothing else.
LOSSCAPE_INLINE void store_partial(float* p, f32x4 v, std::size_t n) {
  switch (n) {
    case 0:
      return;
    case 3:
      p[2] = v[2];
      [[fallthrough]];
    case 2:
      p[1] = v[1];
      [[fallthrough]];
    case 1:
      p[0] = v[0];
      return;
    default:
      store(p, v);
  }
}

// ---- masks: lanes of all ones (true) or all zeros
// --------------------------------------------------------------

/// a where mask, else b. Lanes of mask must be 0 or -1, as comparisons give.
LOSSCAPE_INLINE f32x4 select(i32x4 mask, f32x4 a, f32x4 b) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f32x4)wasm_v128_bitselect((v128_t)a, (v128_t)b, (v128_t)mask);
#elif defined(LOSSCAPE_SIMD_SSE41)
  return (f32x4)_mm_blendv_ps((__m128)b, (__m128)a, (__m128)mask);
#else
  return float_from_bits((bits_of(a) & mask) | (bits_of(b) & ~mask));
#endif
}

/// Integer lanes: a where mask, else b.
LOSSCAPE_INLINE i32x4 select(i32x4 mask, i32x4 a, i32x4 b) {
  return bits_of(select(mask, float_from_bits(a), float_from_bits(b)));
}

/// True if some lane of the mask is set.
LOSSCAPE_INLINE bool any(i32x4 mask) {
#if defined(LOSSCAPE_SIMD_WASM)
  return wasm_v128_any_true((v128_t)mask);
#elif defined(LOSSCAPE_SIMD_SSE2)
  return _mm_movemask_ps((__m128)mask) != 0;
#else
  return (mask[0] | mask[1] | mask[2] | mask[3]) != 0;
#endif
}

/// True if every lane of the mask is set.
LOSSCAPE_INLINE bool all(i32x4 mask) { return !any(~mask); }

/// Lanes 0..n-1 set.
LOSSCAPE_INLINE i32x4 tail_mask(std::size_t n) {
  return i32x4{0, 1, 2, 3} < splat_int(static_cast<int32_t>(n));
}

// ---- sign
// ------------------------------------------------------------------------------------------------------

LOSSCAPE_INLINE f32x4 neg(f32x4 a) { return -a; }
LOSSCAPE_INLINE f32x4 abs(f32x4 a) { return float_from_bits(bits_of(a) & splat_int(0x7fffffff)); }

/// Magnitude of a, sign of b (also of zeros and NaNs).
LOSSCAPE_INLINE f32x4 copysign(f32x4 a, f32x4 b) {
  const i32x4 sign = splat_int(INT32_MIN);
  return float_from_bits((bits_of(a) & ~sign) | (bits_of(b) & sign));
}

// ---- min and max
// -----------------------------------------------------------------------------------------------

/// b < a ? b : a, one instruction. A NaN in a stays, a NaN in b is dropped; of two zeros a wins.
LOSSCAPE_INLINE f32x4 pmin(f32x4 a, f32x4 b) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f32x4)wasm_f32x4_pmin((v128_t)a, (v128_t)b);
#elif defined(LOSSCAPE_SIMD_SSE2)
  return (f32x4)_mm_min_ps((__m128)b, (__m128)a);
#else
  return select(b < a, b, a);
#endif
}

/// a < b ? b : a, one instruction. A NaN in a stays, a NaN in b is dropped; of two zeros a wins.
LOSSCAPE_INLINE f32x4 pmax(f32x4 a, f32x4 b) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f32x4)wasm_f32x4_pmax((v128_t)a, (v128_t)b);
#elif defined(LOSSCAPE_SIMD_SSE2)
  return (f32x4)_mm_max_ps((__m128)b, (__m128)a);
#else
  return select(a < b, b, a);
#endif
}

/// Minimum; NaN if either is NaN; min(-0, +0) = -0.
LOSSCAPE_INLINE f32x4 min(f32x4 a, f32x4 b) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f32x4)wasm_f32x4_min((v128_t)a, (v128_t)b);
#else
  // The two orders differ only for zeros and NaNs; or-ing keeps the sign of -0 and the exponent of a NaN.
  return float_from_bits(bits_of(pmin(a, b)) | bits_of(pmin(b, a)));
#endif
}

/// Maximum; NaN if either is NaN; max(-0, +0) = +0.
LOSSCAPE_INLINE f32x4 max(f32x4 a, f32x4 b) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f32x4)wasm_f32x4_max((v128_t)a, (v128_t)b);
#else
  return -min(-a, -b);
#endif
}

// ---- conversions and rounding
// ----------------------------------------------------------------------------------

LOSSCAPE_INLINE f32x4 to_float(i32x4 a) { return __builtin_convertvector(a, f32x4); }

/// Truncates towards zero. |a| must be below 2^31; other lanes are unspecified and differ between targets.
LOSSCAPE_INLINE i32x4 to_int_in_range(f32x4 a) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (i32x4)wasm_i32x4_trunc_sat_f32x4((v128_t)a);
#elif defined(LOSSCAPE_SIMD_SSE2)
  return (i32x4)_mm_cvttps_epi32((__m128)a);
#else
  return __builtin_convertvector(a, i32x4);
#endif
}

/// Truncates towards zero; saturates to [-2^31, 2^31 - 1]; NaN gives 0.
LOSSCAPE_INLINE i32x4 to_int(f32x4 a) {
#if defined(LOSSCAPE_SIMD_WASM)
  return to_int_in_range(a);
#else
  const i32x4 too_high = a >= splat(0x1p31f), fits = (a >= splat(-0x1p31f)) & (a < splat(0x1p31f));
  const i32x4 inside = to_int_in_range(float_from_bits(bits_of(a) & fits));
  const i32x4 too_low = a < splat(-0x1p31f);
  return inside | (too_high & splat_int(INT32_MAX)) | (too_low & splat_int(INT32_MIN));
#endif
}

/// Lanes 0 and 1 as doubles.
LOSSCAPE_INLINE f64x2 promote_low(f32x4 a) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f64x2)wasm_f64x2_promote_low_f32x4((v128_t)a);
#elif defined(LOSSCAPE_SIMD_SSE2)
  return (f64x2)_mm_cvtps_pd((__m128)a);
#else
  return f64x2{a[0], a[1]};
#endif
}

/// Lanes 2 and 3 as doubles.
LOSSCAPE_INLINE f64x2 promote_high(f32x4 a) { return promote_low(__builtin_shufflevector(a, a, 2, 3, 2, 3)); }

/// Four doubles rounded to floats.
LOSSCAPE_INLINE f32x4 demote(f64x2 low, f64x2 high) {
#if defined(LOSSCAPE_SIMD_WASM)
  const f32x4 a = (f32x4)wasm_f32x4_demote_f64x2_zero((v128_t)low),
              b = (f32x4)wasm_f32x4_demote_f64x2_zero((v128_t)high);
  return __builtin_shufflevector(a, b, 0, 1, 4, 5);
#elif defined(LOSSCAPE_SIMD_SSE2)
  return (f32x4)_mm_movelh_ps(_mm_cvtpd_ps((__m128d)low), _mm_cvtpd_ps((__m128d)high));
#else
  return f32x4{static_cast<float>(low[0]), static_cast<float>(low[1]), static_cast<float>(high[0]),
               static_cast<float>(high[1])};
#endif
}

LOSSCAPE_INLINE f64x2 sqrt(f64x2 a) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f64x2)wasm_f64x2_sqrt((v128_t)a);
#elif defined(LOSSCAPE_SIMD_SSE2)
  return (f64x2)_mm_sqrt_pd((__m128d)a);
#else
  return f64x2{__builtin_sqrt(a[0]), __builtin_sqrt(a[1])};
#endif
}

LOSSCAPE_INLINE f32x4 sqrt(f32x4 a) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f32x4)wasm_f32x4_sqrt((v128_t)a);
#elif defined(LOSSCAPE_SIMD_SSE2)
  return (f32x4)_mm_sqrt_ps((__m128)a);
#else
  return f32x4{__builtin_sqrtf(a[0]), __builtin_sqrtf(a[1]), __builtin_sqrtf(a[2]), __builtin_sqrtf(a[3])};
#endif
}

namespace simd_detail {
/// Floats of magnitude 2^23 and more are integers already, and NaN must pass: both keep their bits.
LOSSCAPE_INLINE f32x4 keep_large(f32x4 a, f32x4 rounded) {
  return select(abs(a) < splat(0x1p23f), copysign(rounded, a), a);
}
LOSSCAPE_INLINE f32x4 truncated_small(f32x4 a) {
  const i32x4 small = abs(a) < splat(0x1p23f);
  return to_float(to_int_in_range(float_from_bits(bits_of(a) & small)));
}
}  // namespace simd_detail

/// Towards zero, keeping the sign of zero.
LOSSCAPE_INLINE f32x4 trunc(f32x4 a) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f32x4)wasm_f32x4_trunc((v128_t)a);
#elif defined(LOSSCAPE_SIMD_SSE41)
  return (f32x4)_mm_round_ps((__m128)a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
#else
  return simd_detail::keep_large(a, simd_detail::truncated_small(a));
#endif
}

LOSSCAPE_INLINE f32x4 floor(f32x4 a) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f32x4)wasm_f32x4_floor((v128_t)a);
#elif defined(LOSSCAPE_SIMD_SSE41)
  return (f32x4)_mm_floor_ps((__m128)a);
#else
  const f32x4 t = simd_detail::truncated_small(a);
  return simd_detail::keep_large(a, t - float_from_bits((t > a) & bits_of(splat(1))));
#endif
}

LOSSCAPE_INLINE f32x4 ceil(f32x4 a) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f32x4)wasm_f32x4_ceil((v128_t)a);
#elif defined(LOSSCAPE_SIMD_SSE41)
  return (f32x4)_mm_ceil_ps((__m128)a);
#else
  const f32x4 t = simd_detail::truncated_small(a);
  return simd_detail::keep_large(a, t + float_from_bits((t < a) & bits_of(splat(1))));
#endif
}

/// Nearest integer, ties to even, keeping the sign of zero.
LOSSCAPE_INLINE f32x4 round_even(f32x4 a) {
#if defined(LOSSCAPE_SIMD_WASM)
  return (f32x4)wasm_f32x4_nearest((v128_t)a);
#elif defined(LOSSCAPE_SIMD_SSE41)
  return (f32x4)_mm_round_ps((__m128)a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#else
  // Adding 2^23 leaves no bits for a fraction, so the sum is rounded to an integer by the adder itself.
  return simd_detail::keep_large(a, (abs(a) + splat(0x1p23f)) - splat(0x1p23f));
#endif
}

// ---- across lanes
// ----------------------------------------------------------------------------------------------

/// (v0 + v2) + (v1 + v3): the one order of horizontal sums in the project.
LOSSCAPE_INLINE float hsum(f32x4 v) { return (v[0] + v[2]) + (v[1] + v[3]); }

/// Largest lane; NaN if some lane is NaN.
LOSSCAPE_INLINE float hmax(f32x4 v) {
  const f32x4 pairs = max(v, __builtin_shufflevector(v, v, 2, 3, 0, 1));
  return max(pairs, __builtin_shufflevector(pairs, pairs, 1, 0, 3, 2))[0];
}

/// Smallest lane; NaN if some lane is NaN.
LOSSCAPE_INLINE float hmin(f32x4 v) {
  const f32x4 pairs = min(v, __builtin_shufflevector(v, v, 2, 3, 0, 1));
  return min(pairs, __builtin_shufflevector(pairs, pairs, 1, 0, 3, 2))[0];
}

/// Rows a, b, c, d of a 4x4 matrix become its columns.
LOSSCAPE_INLINE void transpose(f32x4& a, f32x4& b, f32x4& c, f32x4& d) {
  const f32x4 ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5),
              ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const f32x4 cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5),
              cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  a = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
  b = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
  c = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
  d = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

// ---- the same names for double
// ---------------------------------------------------------------------------------

LOSSCAPE_INLINE double select(bool mask, double a, double b) { return mask ? a : b; }
LOSSCAPE_INLINE double neg(double a) { return -a; }
LOSSCAPE_INLINE double abs(double a) { return std::fabs(a); }
LOSSCAPE_INLINE double copysign(double a, double b) { return std::copysign(a, b); }
LOSSCAPE_INLINE double pmin(double a, double b) { return b < a ? b : a; }
LOSSCAPE_INLINE double pmax(double a, double b) { return a < b ? b : a; }
LOSSCAPE_INLINE double min(double a, double b) {
  if (a != a || b != b) return a + b;
  return a == b ? (std::signbit(a) ? a : b) : (b < a ? b : a);
}
LOSSCAPE_INLINE double max(double a, double b) { return -min(-a, -b); }
LOSSCAPE_INLINE double sqrt(double a) { return std::sqrt(a); }
LOSSCAPE_INLINE double trunc(double a) { return std::trunc(a); }
LOSSCAPE_INLINE double floor(double a) { return std::floor(a); }
LOSSCAPE_INLINE double ceil(double a) { return std::ceil(a); }
LOSSCAPE_INLINE double round_even(double a) { return std::nearbyint(a); }

// ---- what a template over T = f32x4 or double needs
// --------------------------------------------------------------

template <class T>
struct lane_traits;

template <>
struct lane_traits<f32x4> {
  using Scalar = float;
  using Mask = i32x4;
  static constexpr std::size_t kLanes = 4;
  static LOSSCAPE_INLINE f32x4 constant(double a) { return splat(static_cast<float>(a)); }
  static LOSSCAPE_INLINE f32x4 truth(i32x4 mask) { return float_from_bits(mask & bits_of(splat(1))); }
};

template <>
struct lane_traits<double> {
  using Scalar = double;
  using Mask = bool;
  static constexpr std::size_t kLanes = 1;
  static LOSSCAPE_INLINE double constant(double a) { return a; }
  static LOSSCAPE_INLINE double truth(bool mask) { return mask ? 1.0 : 0.0; }
};

/// The number a in every lane of T, rounded once to T's precision.
template <class T>
LOSSCAPE_INLINE T constant(double a) {
  return lane_traits<T>::constant(a);
}

// Comparisons as numbers, 1 or 0. A NaN compares unequal to everything.
#define LOSSCAPE_COMPARISON(name, op)                                                        \
  LOSSCAPE_INLINE f32x4 name(f32x4 a, f32x4 b) { return lane_traits<f32x4>::truth(a op b); } \
  LOSSCAPE_INLINE double name(double a, double b) { return lane_traits<double>::truth(a op b); }
LOSSCAPE_COMPARISON(less, <)
LOSSCAPE_COMPARISON(less_equal, <=)
LOSSCAPE_COMPARISON(greater, >)
LOSSCAPE_COMPARISON(greater_equal, >=)
LOSSCAPE_COMPARISON(equal, ==)
LOSSCAPE_COMPARISON(not_equal, !=)
#undef LOSSCAPE_COMPARISON

/// a where c is not zero (NaN counts as not zero), else b. The branch not taken may be NaN or infinite.
LOSSCAPE_INLINE f32x4 where(f32x4 c, f32x4 a, f32x4 b) { return select(c != splat(0), a, b); }
LOSSCAPE_INLINE double where(double c, double a, double b) { return c != 0 ? a : b; }

}  // namespace losscape
