// In C because the vectors' width is chosen here and not by an optimiser. Twelve chains hide the latency of four or
// five cycles at two instructions a cycle, and leave room for the constants in sixteen registers.
#include "peak.h"
#include <math.h>

typedef float float8 __attribute__((ext_vector_type(8)));
typedef float float16 __attribute__((ext_vector_type(16)));

enum { chains = 12 };

#define MULTIPLY_ADD(value, factor, term) __builtin_elementwise_fma(value, factor, term)
#define ADD(value, factor, term) ((value) + (term))

// Chains that start from different values cannot be merged into one.
#define DEFINE_CHAINS(name, vector, width, operation)                                 \
  static float name(size_t rounds, float factor, float term) {                        \
    vector value[chains];                                                             \
    const vector factors = factor, terms = term;                                      \
    for (int chain = 0; chain < chains; chain++) value[chain] = (vector)(float)chain; \
    for (size_t round = 0; round < rounds; round++)                                   \
      for (int chain = 0; chain < chains; chain++)                                    \
        value[chain] = operation(value[chain], factors, terms);                       \
    float sum = 0;                                                                    \
    for (int chain = 0; chain < chains; chain++)                                      \
      for (int lane = 0; lane < width; lane++) sum += value[chain][lane];             \
    return sum;                                                                       \
  }

DEFINE_CHAINS(multiply_add_8, float8, 8, MULTIPLY_ADD)
DEFINE_CHAINS(multiply_add_16, float16, 16, MULTIPLY_ADD)
DEFINE_CHAINS(add_8, float8, 8, ADD)
DEFINE_CHAINS(add_16, float16, 16, ADD)

float peak_multiply_add(int width, size_t rounds, float factor, float term) {
  return width == 16 ? multiply_add_16(rounds, factor, term)
         : width == 8 ? multiply_add_8(rounds, factor, term)
                      : NAN;
}

float peak_add(int width, size_t rounds, float term) {
  return width == 16 ? add_16(rounds, 1, term) : width == 8 ? add_8(rounds, 1, term) : NAN;
}

void peak_triad(float *restrict result, const float *restrict left, const float *restrict right, float factor,
                size_t count) {
  for (size_t i = 0; i < count; i++) result[i] = left[i] + factor * right[i];
}
