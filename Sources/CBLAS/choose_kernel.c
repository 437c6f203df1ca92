// OpenBLAS picks its kernels in a constructor of its own, from the environment first and from the processor
// second. Both are wrong for us: the kernel is part of what result bits depend on, so that a run over hosts
// with different processors would fall apart, and one that goes on elsewhere would end with other bits. The
// kernel follows from the instruction sets that this file is compiled for: one build has one kernel, on every
// processor that it runs on. This constructor runs before OpenBLAS's (priority 1 against 101) and decides.
#include <stdlib.h>
#include "cblas_shim.h"

#if defined(__x86_64__)
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__) && \
    !defined(__znver4__)
#define KERNEL "SkylakeX"
#elif defined(__AVX2__) && defined(__FMA__)
// Zen 4 too, if built for it: it executes 512-bit operations in two halves, and the AVX2 kernels are 7 % faster.
#define KERNEL "Haswell"
#else
// The one that every x86-64 processor with SSE3 can execute.
#define KERNEL "Prescott"
#endif
#endif

static void choose_kernel(void) {
#ifdef KERNEL
  setenv("OPENBLAS_CORETYPE", KERNEL, 1);
#else
  unsetenv("OPENBLAS_CORETYPE");
#endif
  // Its blocking depends on its thread count, and our workers bring their own threads.
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
}

__attribute__((section(".init_array.00001"), used)) static void (*const choose_kernel_first)(void) =
    choose_kernel;
