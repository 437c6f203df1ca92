#include "statistics.h"

#include <limits>

// Nothing is thrown: what has no quantile is told beforehand.
#define BOOST_MATH_DOMAIN_ERROR_POLICY errno_on_error
#define BOOST_MATH_OVERFLOW_ERROR_POLICY errno_on_error
#define BOOST_MATH_EVALUATION_ERROR_POLICY errno_on_error
#include <boost/math/distributions/students_t.hpp>

double student_t_two_sided(double degrees_of_freedom, double value) {
  if (!(degrees_of_freedom > 0) || value != value) return std::numeric_limits<double>::quiet_NaN();
  const boost::math::students_t distribution(degrees_of_freedom);
  return 2 * boost::math::cdf(boost::math::complement(distribution, value < 0 ? -value : value));
}

double student_t_quantile(double degrees_of_freedom, double probability) {
  if (!(degrees_of_freedom > 0 && probability > 0 && probability < 1)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return boost::math::quantile(boost::math::students_t(degrees_of_freedom), probability);
}
