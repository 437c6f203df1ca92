#include "chemistry.h"

#include <dlfcn.h>
#include <stdio.h>

const struct chemistry_interface *chemistry_load(const char *path, char *message, size_t capacity) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    // dlerror is per thread and is cleared by the next dl call: taken at once.
    snprintf(message, capacity, "%s", dlerror());
    return NULL;
  }
  // POSIX blesses this conversion from an object pointer to a function pointer.
  chemistry_entry_point entry = (chemistry_entry_point)dlsym(library, CHEMISTRY_ENTRY_POINT);
  if (!entry) {
    snprintf(message, capacity, "%s", dlerror());
    dlclose(library);
    return NULL;
  }
  const struct chemistry_interface *interface = entry();
  if (interface->version != CHEMISTRY_INTERFACE_VERSION) {
    snprintf(message, capacity, "%s: has interface version %d, but this program needs version %d", path,
             (int)interface->version, CHEMISTRY_INTERFACE_VERSION);
    dlclose(library);
    return NULL;
  }
  return interface;
}
