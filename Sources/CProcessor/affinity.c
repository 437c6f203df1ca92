#define _GNU_SOURCE
#include "processor.h"
#include <sched.h>

int processor_available_cores(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}
