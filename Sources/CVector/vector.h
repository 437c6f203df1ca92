#pragma once

// Operations on whole vectors that Swift's SIMD types offer only lane by lane.

typedef float vector_float16 __attribute__((ext_vector_type(16)));
typedef double vector_double8 __attribute__((ext_vector_type(8)));

#define VECTOR_INLINE static inline __attribute__((always_inline))

// Makes the compiler leave in memory what stands there, and load it again behind this point.
VECTOR_INLINE void vector_keep_in_memory(void) { __asm__ volatile("" ::: "memory"); }

VECTOR_INLINE vector_float16 vector_add_float16(vector_float16 left, vector_float16 right) {
  return left + right;
}

VECTOR_INLINE vector_float16 vector_subtract_float16(vector_float16 left, vector_float16 right) {
  return left - right;
}

VECTOR_INLINE vector_float16 vector_multiply_float16(vector_float16 left, vector_float16 right) {
  return left * right;
}

VECTOR_INLINE vector_float16 vector_divide_float16(vector_float16 left, vector_float16 right) {
  return left / right;
}

VECTOR_INLINE vector_float16 vector_square_root_float16(vector_float16 value) {
  return __builtin_elementwise_sqrt(value);
}

VECTOR_INLINE vector_double8 vector_add_double8(vector_double8 left, vector_double8 right) {
  return left + right;
}

VECTOR_INLINE vector_double8 vector_subtract_double8(vector_double8 left, vector_double8 right) {
  return left - right;
}

VECTOR_INLINE vector_double8 vector_multiply_double8(vector_double8 left, vector_double8 right) {
  return left * right;
}

// sum + left * right, rounded once
VECTOR_INLINE vector_float16 vector_add_product_float16(
    vector_float16 sum, vector_float16 left, vector_float16 right) {
  return __builtin_elementwise_fma(left, right, sum);
}

VECTOR_INLINE vector_double8 vector_add_product_double8(
    vector_double8 sum, vector_double8 left, vector_double8 right) {
  return __builtin_elementwise_fma(left, right, sum);
}

// sum - left * right, rounded once
VECTOR_INLINE vector_float16 vector_subtract_product_float16(
    vector_float16 sum, vector_float16 left, vector_float16 right) {
  return __builtin_elementwise_fma(-left, right, sum);
}

VECTOR_INLINE vector_double8 vector_subtract_product_double8(
    vector_double8 sum, vector_double8 left, vector_double8 right) {
  return __builtin_elementwise_fma(-left, right, sum);
}

// lanes 0 + 1, 2 + 3, ... of left, then of right
VECTOR_INLINE vector_float16 vector_pairwise_sums_float16(
    vector_float16 left, vector_float16 right) {
  return __builtin_shufflevector(
             left, right, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30) +
         __builtin_shufflevector(
             left, right, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

VECTOR_INLINE vector_double8 vector_pairwise_sums_double8(
    vector_double8 left, vector_double8 right) {
  return __builtin_shufflevector(left, right, 0, 2, 4, 6, 8, 10, 12, 14) +
         __builtin_shufflevector(left, right, 1, 3, 5, 7, 9, 11, 13, 15);
}

// lanes 0 + 1, 2 + 3, ..., then 0 - 1, 2 - 3, ...
VECTOR_INLINE vector_float16 vector_pairwise_butterfly_float16(vector_float16 value) {
  vector_float16 even =
      __builtin_shufflevector(value, value, 0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14);
  vector_float16 odd =
      __builtin_shufflevector(value, value, 1, 3, 5, 7, 9, 11, 13, 15, 1, 3, 5, 7, 9, 11, 13, 15);
  return __builtin_shufflevector(
      even + odd, even - odd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

VECTOR_INLINE vector_double8 vector_pairwise_butterfly_double8(vector_double8 value) {
  vector_double8 even = __builtin_shufflevector(value, value, 0, 2, 4, 6, 0, 2, 4, 6);
  vector_double8 odd = __builtin_shufflevector(value, value, 1, 3, 5, 7, 1, 3, 5, 7);
  return __builtin_shufflevector(even + odd, even - odd, 0, 1, 2, 3, 8, 9, 10, 11);
}
