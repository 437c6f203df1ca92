// OpenBLAS picks its kernels in a constructor of its own, from the environment first and from a table of
// processors that ends in 2022 second. Both are wrong for us: the kernel is part of what result bits
// depend on, so it must follow from the processor alone; and newer processors fall back to slow kernels.
// This constructor runs before OpenBLAS's (priority 1 against 101) and decides.
#include <stdlib.h>
#include "cblas_shim.h"

#if defined(__x86_64__)
#include <cpuid.h>

static int is_amd_zen3_or_zen4(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(0, &a, &b, &c, &d) || b != 0x68747541) return 0;  // "Auth"enticAMD
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  return ((a >> 8) & 15) + ((a >> 20) & 255) == 25;
}

static void choose_kernel(void) {
  __builtin_cpu_init();
  int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  // Zen 4 executes 512-bit operations in two halves: the AVX2 kernels are 7 % faster there.
  if (avx512 && !is_amd_zen3_or_zen4())
    setenv("OPENBLAS_CORETYPE", "SkylakeX", 1);
  else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    setenv("OPENBLAS_CORETYPE", "Haswell", 1);
  else
    unsetenv("OPENBLAS_CORETYPE");
  // Its blocking depends on its thread count, and our workers bring their own threads.
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
}
#else
static void choose_kernel(void) {
  unsetenv("OPENBLAS_CORETYPE");
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
}
#endif

__attribute__((section(".init_array.00001"), used)) static void (*const choose_kernel_first)(void) =
    choose_kernel;
