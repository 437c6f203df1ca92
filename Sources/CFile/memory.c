#define _GNU_SOURCE
#include "file.h"
#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

int file_create_in_memory(const char *name, size_t length) {
  // Some systems insist that such a file cannot be executed; kernels before 6.3 do not know the flag.
  int descriptor = memfd_create(name, MFD_CLOEXEC | MFD_NOEXEC_SEAL);
  if (descriptor < 0 && errno == EINVAL) descriptor = memfd_create(name, MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  // Beyond a limit of file sizes ftruncate would end the process.
  struct rlimit limit;
  int code = getrlimit(RLIMIT_FSIZE, &limit) == 0 && length > limit.rlim_cur ? EFBIG
             : ftruncate(descriptor, (off_t)length) < 0                      ? errno
                                                                             : 0;
  if (code == 0) return descriptor;
  close(descriptor);
  errno = code;
  return -1;
}
