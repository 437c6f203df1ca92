#pragma once
#include <stddef.h>
#include <stdint.h>

/// Adds round(values[i] * scale) to sums[i], rounding to nearest, ties to even; `scale` is a power of two, 1 or more.
/// Returns -1, or the index of the first value that is not finite or not below `limit` in magnitude, in which
/// case `sums` holds nothing of use. `limit * scale` must not exceed 2^62.
ptrdiff_t exact_sum_add(const float *restrict values, int64_t *restrict sums, size_t count, float scale,
                        float limit);

/// The same for the first values: overwrites the sums, whatever they held.
ptrdiff_t exact_sum_begin(const float *restrict values, int64_t *restrict sums, size_t count, float scale,
                          float limit);

/// values[i] = unit * (terms[0][start + i] + terms[1][start + i] + ...), the exact sum rounded to double and from
/// there to float; `unit` is a power of two, `term_count` 1 or more.
void exact_sum_values(const int64_t *const *terms, size_t term_count, size_t start, size_t count, float *values,
                      double unit);

/// Adds the squares of `values` to a sum in four digits of base 2^32, `digits[k]` in units of 2^(-4 - 32 k): each square is
/// cut into four integers of at most 2^32 in magnitude, which are added apart. Exact for multiples of 2^-48 of at most 2^14
/// in magnitude, and up to 2^30 of them in all.
void exact_sum_squares(const float *values, size_t count, int64_t *digits);
