// A binary built for a newer processor dies of an illegal instruction on an older one, without a word.
// This constructor runs before all others and says in one sentence what is wrong instead.
#include "processor.h"
#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <cpuid.h>

#ifdef __AVX2__
#define NEED_AVX2 FEATURE("avx2")
#else
#define NEED_AVX2
#endif
#ifdef __AVX__
#define NEED_AVX FEATURE("avx")
#else
#define NEED_AVX
#endif
#ifdef __FMA__
#define NEED_FMA FEATURE("fma")
#else
#define NEED_FMA
#endif
#ifdef __BMI__
#define NEED_BMI FEATURE("bmi")
#else
#define NEED_BMI
#endif
#ifdef __BMI2__
#define NEED_BMI2 FEATURE("bmi2")
#else
#define NEED_BMI2
#endif
#ifdef __SSE4_2__
#define NEED_SSE42 FEATURE("sse4.2")
#else
#define NEED_SSE42
#endif
#ifdef __AVX512F__
#define NEED_AVX512F FEATURE("avx512f")
#else
#define NEED_AVX512F
#endif
#ifdef __AVX512BW__
#define NEED_AVX512BW FEATURE("avx512bw")
#else
#define NEED_AVX512BW
#endif
#ifdef __AVX512DQ__
#define NEED_AVX512DQ FEATURE("avx512dq")
#else
#define NEED_AVX512DQ
#endif
#ifdef __AVX512VL__
#define NEED_AVX512VL FEATURE("avx512vl")
#else
#define NEED_AVX512VL
#endif
#ifdef __AVX512VBMI__
#define NEED_AVX512VBMI FEATURE("avx512vbmi")
#else
#define NEED_AVX512VBMI
#endif
#ifdef __AVX512VBMI2__
#define NEED_AVX512VBMI2 FEATURE("avx512vbmi2")
#else
#define NEED_AVX512VBMI2
#endif
#ifdef __AVX512VNNI__
#define NEED_AVX512VNNI FEATURE("avx512vnni")
#else
#define NEED_AVX512VNNI
#endif
#ifdef __AVX512BITALG__
#define NEED_AVX512BITALG FEATURE("avx512bitalg")
#else
#define NEED_AVX512BITALG
#endif
#ifdef __AVX512VPOPCNTDQ__
#define NEED_AVX512VPOPCNTDQ FEATURE("avx512vpopcntdq")
#else
#define NEED_AVX512VPOPCNTDQ
#endif
#ifdef __AVX512BF16__
#define NEED_AVX512BF16 FEATURE("avx512bf16")
#else
#define NEED_AVX512BF16
#endif

#define ALL_FEATURES                                                                              \
  NEED_SSE42 NEED_AVX NEED_AVX2 NEED_FMA NEED_BMI NEED_BMI2 NEED_AVX512F NEED_AVX512BW             \
      NEED_AVX512DQ NEED_AVX512VL NEED_AVX512VBMI NEED_AVX512VBMI2 NEED_AVX512VNNI                 \
          NEED_AVX512BITALG NEED_AVX512VPOPCNTDQ NEED_AVX512BF16

const char *processor_required_features(void) {
#define FEATURE(name) "," name
  static const char list[] = "" ALL_FEATURES;
#undef FEATURE
  return list[0] ? list + 1 : list;
}

// Compiled for the baseline whatever the build's flags: it must run on the processor it rejects.
__attribute__((target("no-avx,no-avx2,no-fma,no-bmi,no-bmi2,no-avx512f"), noinline)) static void
refuse(const char *feature) {
  static const char before[] = "hqnn: this binary was built for a processor with ";
  static const char after[] =
      ", which this one lacks; build it on this machine, or with HQNN_ARCH=x86-64-v3 for any since 2013\n";
  ssize_t written = write(2, before, sizeof before - 1);
  size_t length = 0;
  while (feature[length]) length++;
  written += write(2, feature, length);
  written += write(2, after, sizeof after - 1);
  (void)written;
  _exit(1);
}

__attribute__((target("no-avx,no-avx2,no-fma,no-bmi,no-bmi2,no-avx512f"))) static void
check_processor(void) {
  __builtin_cpu_init();
#define FEATURE(name)                                                                             \
  if (!__builtin_cpu_supports(name)) refuse(name);
  ALL_FEATURES
#undef FEATURE
}

__attribute__((section(".init_array.00000"), used)) static void (*const check_processor_first)(void) =
    check_processor;

const char *processor_name(void) {
  static unsigned words[13];
  if (!words[0])
    for (unsigned leaf = 0; leaf < 3; leaf++)
      if (!__get_cpuid(0x80000002 + leaf, words + 4 * leaf, words + 4 * leaf + 1, words + 4 * leaf + 2,
                       words + 4 * leaf + 3))
        return "";
  return (const char *)words;
}
#else
const char *processor_required_features(void) { return ""; }
const char *processor_name(void) { return ""; }
#endif
