#define _GNU_SOURCE
#include "allocation_counting.h"
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>

// glibc's own, which stay reachable under these names when malloc and its like are replaced.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *pointer, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_bool is_counting;
static atomic_size_t count;
static void *callers[allocation_counting_capacity];

// Only stores an address: looking it up could allocate, and would be counted.
static inline __attribute__((always_inline)) void note(void *caller) {
  if (!atomic_load_explicit(&is_counting, memory_order_relaxed)) return;
  size_t index = atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
  if (index < allocation_counting_capacity) callers[index] = caller;
}

void *malloc(size_t size) {
  note(__builtin_return_address(0));
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  note(__builtin_return_address(0));
  return __libc_calloc(number, size);
}

void *realloc(void *pointer, size_t size) {
  note(__builtin_return_address(0));
  return __libc_realloc(pointer, size);
}

void *memalign(size_t alignment, size_t size) {
  note(__builtin_return_address(0));
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note(__builtin_return_address(0));
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  note(__builtin_return_address(0));
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
  void *memory = __libc_memalign(alignment, size);
  if (memory == NULL) return ENOMEM;
  *result = memory;
  return 0;
}

void allocation_counting_begin(void) {
  atomic_store(&count, 0);
  atomic_store(&is_counting, 1);
}

size_t allocation_counting_end(void) {
  atomic_store(&is_counting, 0);
  return atomic_load(&count);
}

static int look_up(size_t index, Dl_info *info) {
  return index < allocation_counting_capacity && index < atomic_load(&count) && dladdr(callers[index], info);
}

const char *allocation_counting_caller(size_t index) {
  Dl_info info;
  return look_up(index, &info) ? info.dli_fname : NULL;
}

const char *allocation_counting_symbol(size_t index) {
  Dl_info info;
  return look_up(index, &info) ? info.dli_sname : NULL;
}
