// In C because Swift has no conversion of floating point to integers that leaves out the range check, and the
// check keeps its loops from being vectorised. The check is here, once for a block of values.
#include "exact_sum.h"
#include <math.h>

enum { block = 4096 };

ptrdiff_t exact_sum_add(const float *restrict values, int64_t *restrict sums, size_t count, double scale,
                        float limit) {
  for (size_t start = 0; start < count; start += block) {
    size_t end = count - start < block ? count : start + block;
    int refused = 0;
    for (size_t i = start; i < end; i++) refused |= !(fabsf(values[i]) < limit);
    if (refused)
      for (size_t i = start; i < end; i++)
        if (!(fabsf(values[i]) < limit)) return (ptrdiff_t)i;
    // A float times a power of two is exact in double: the one rounding is rint's.
    for (size_t i = start; i < end; i++) sums[i] += (int64_t)rint((double)values[i] * scale);
  }
  return -1;
}
