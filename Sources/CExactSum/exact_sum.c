// In C because Swift has no conversion of floating point to integers that leaves out the range check, and the
// check keeps its loops from being vectorised.
#include "exact_sum.h"
#include <math.h>

// One pass over memory, which is what this costs: the check against `limit` rides along, and what it refuses is
// replaced by 0 so that every conversion is defined.
//
// scale is a power of two of at least 1: the product only raises the exponent and is exact in single precision,
// subnormal values included, and below 2^62 by the limit. So the one rounding is rint's, and the conversion of a
// float that is whole and below 2^63 is exact: the same integers on every instruction set.
static inline __attribute__((always_inline)) ptrdiff_t accumulate(const float *restrict values,
                                                                  int64_t *restrict sums, size_t count,
                                                                  float scale, float limit, int isFirst) {
  unsigned refused = 0;
  for (size_t i = 0; i < count; i++) {
    unsigned accepted = fabsf(values[i]) < limit;
    float value = accepted ? values[i] : 0;
    int64_t term = (int64_t)rintf(value * scale);
    refused |= !accepted;
    sums[i] = isFirst ? term : sums[i] + term;
  }
  if (refused)
    for (size_t i = 0; i < count; i++)
      if (!(fabsf(values[i]) < limit)) return (ptrdiff_t)i;
  return -1;
}

ptrdiff_t exact_sum_begin(const float *restrict values, int64_t *restrict sums, size_t count, float scale,
                          float limit) {
  return accumulate(values, sums, count, scale, limit, 1);
}

ptrdiff_t exact_sum_add(const float *restrict values, int64_t *restrict sums, size_t count, float scale,
                        float limit) {
  return accumulate(values, sums, count, scale, limit, 0);
}

void exact_sum_values(const int64_t *const *terms, size_t term_count, size_t start, size_t count, float *values,
                      double unit) {
  // Added up in the innermost cache, a block at a time.
  enum { block = 512 };
  int64_t sums[block];
  for (size_t done = 0; done < count; done += block) {
    size_t length = count - done < block ? count - done : block;
    const int64_t *first = terms[0] + start + done;
    for (size_t i = 0; i < length; i++) sums[i] = first[i];
    for (size_t number = 1; number < term_count; number++) {
      const int64_t *term = terms[number] + start + done;
      for (size_t i = 0; i < length; i++) sums[i] += term[i];
    }
    for (size_t i = 0; i < length; i++) values[done + i] = (float)((double)sums[i] * unit);
  }
}

void exact_sum_squares(const float *values, size_t count, int64_t *digits) {
  // Every operation is exact: a square of 24 bits' numbers has 48 bits, a scale is a power of two, and what rint leaves
  // over has no more bits than before. Integers are added, so that the compiler may vectorise the sums.
  int64_t first = 0, second = 0, third = 0, fourth = 0;
  for (size_t i = 0; i < count; i++) {
    double rest = (double)values[i] * (double)values[i];
    double digit = rint(rest * 0x1p4);
    first += (int64_t)digit;
    rest -= digit * 0x1p-4;
    digit = rint(rest * 0x1p36);
    second += (int64_t)digit;
    rest -= digit * 0x1p-36;
    digit = rint(rest * 0x1p68);
    third += (int64_t)digit;
    rest -= digit * 0x1p-68;
    fourth += (int64_t)rint(rest * 0x1p100);
  }
  digits[0] += first;
  digits[1] += second;
  digits[2] += third;
  digits[3] += fourth;
}
