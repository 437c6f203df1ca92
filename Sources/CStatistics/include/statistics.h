#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// The value that a variable with Student's t distribution stays below with this probability; NaN for degrees of freedom
/// that are not positive and for probabilities outside (0, 1).
double student_t_quantile(double degrees_of_freedom, double probability);

/// The probability with which a variable with Student's t distribution is at least as far from zero as this value; NaN for
/// degrees of freedom that are not positive and for NaN.
double student_t_two_sided(double degrees_of_freedom, double value);

#ifdef __cplusplus
}
#endif
