#pragma once
#include <stddef.h>

/// Replaces malloc, calloc, realloc, posix_memalign, aligned_alloc and memalign of the whole program that links this,
/// shared libraries included, by ones that can be asked who called them. For tests.

/// The most callers that are remembered; further allocations are only counted.
enum { allocation_counting_capacity = 4096 };

/// Forgets what was counted and starts to count, on all threads.
void allocation_counting_begin(void);

/// Stops counting.
/// Returns the number of allocations since `allocation_counting_begin`, over all threads.
size_t allocation_counting_end(void);

/// The file name of the program or shared library whose code made allocation `index`, in the order of counting;
/// NULL beyond what was counted or is remembered.
const char *allocation_counting_caller(size_t index);

/// The nearest exported symbol before the place that made allocation `index`; NULL if there is none.
const char *allocation_counting_symbol(size_t index);
