#pragma once
#include <stddef.h>
#include <stdint.h>

/// Adds round(values[i] * scale) to sums[i], rounding to nearest, ties to even; `scale` is a power of two.
/// Returns -1, or the index of the first value that is not finite or not below `limit` in magnitude, in which
/// case `sums` holds nothing of use. `limit * scale` must not exceed 2^62.
ptrdiff_t exact_sum_add(const float *restrict values, int64_t *restrict sums, size_t count, double scale,
                        float limit);
