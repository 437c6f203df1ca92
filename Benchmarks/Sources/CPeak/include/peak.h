#pragma once
#include <stddef.h>

/// The loops that show what a core can do at most. Each returns a value that depends on all of its work.

/// 12 independent chains of fused multiply-adds, `width` lanes each (8 or 16, else the result is NaN), `rounds` long:
/// 2 x 12 x width x rounds floating-point operations. `factor` and `term` should keep the chains in range.
float peak_multiply_add(int width, size_t rounds, float factor, float term);

/// The same of additions: 12 x width x rounds operations.
float peak_add(int width, size_t rounds, float term);

/// result[i] = left[i] + factor * right[i]: 12 bytes read or written an element (McCalpin's STREAM triad). What a
/// store reads first, to fill its cache line, is not counted.
void peak_triad(float *restrict result, const float *restrict left, const float *restrict right, float factor,
                size_t count);
