#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// The value that a variable with Student's t distribution stays below with this probability; NaN for degrees of freedom
/// that are not positive and for probabilities outside (0, 1).
double student_t_quantile(double degrees_of_freedom, double probability);

#ifdef __cplusplus
}
#endif
