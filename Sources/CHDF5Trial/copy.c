#include "copy.h"
#include "objects.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int write_all(int output, const void *bytes, size_t count) {
  for (size_t done = 0; done < count;) {
    ssize_t step = write(output, (const char *)bytes + done, count - done);
    if (step <= 0) return 0;
    done += (size_t)step;
  }
  return 1;
}

struct reasons {
  char text[3800];
  size_t length;
  int of_memory;
};

static herr_t add_reason(unsigned number, const H5E_error2_t *error, void *context) {
  struct reasons *reasons = context;
  (void)number;
  if (error->maj_num == H5E_RESOURCE) reasons->of_memory = 1;
  if (!error->desc || !error->desc[0] || reasons->length >= sizeof reasons->text - 1) return 0;
  int written = snprintf(reasons->text + reasons->length, sizeof reasons->text - reasons->length, "%s%s",
                         reasons->length ? "; " : "", error->desc);
  if (written > 0) reasons->length += (size_t)written;
  return 0;
}

static enum hdf5_copy_status report(int output, const char *object, const char *problem) {
  int isWritten = write_all(output, object, strlen(object) + 1) && write_all(output, problem, strlen(problem));
  return isWritten ? HDF5_COPY_REFUSED : HDF5_COPY_WITHOUT_MEMORY;
}

// Says by the library's error stack what it could not do with an object; "" for the file.
static enum hdf5_copy_status refuse(int output, const char *object, const char *attempt) {
  struct reasons reasons = {.text = ""};
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, add_reason, &reasons);
  if (reasons.of_memory) return HDF5_COPY_WITHOUT_MEMORY;
  char problem[4096];
  (void)snprintf(problem, sizeof problem, "cannot %s: %s", attempt,
                        reasons.text[0] ? reasons.text : "the HDF5 library gives no reason");
  return report(output, object, problem);
}

// Which object it was that could not be copied: each is tried alone.
static enum hdf5_copy_status refuse_one(int output, hid_t file, hid_t copy, const struct objects *objects) {
  for (size_t i = 0; i < objects->count; i++) {
    const struct object *object = &objects->list[i];
    if (object->type == H5O_TYPE_GROUP) continue;
    H5Eclear2(H5E_DEFAULT);
    char name[32];
    snprintf(name, sizeof name, "alone-%zu", i);
    if (H5Ocopy(file, object->path, copy, name, H5P_DEFAULT, H5P_DEFAULT) < 0) {
      return refuse(output, object->path, "copy the object");
    }
  }
  H5Eclear2(H5E_DEFAULT);
  (void)H5Ocopy(file, "/", copy, "again", H5P_DEFAULT, H5P_DEFAULT);
  return refuse(output, "/", "copy the group");
}

// An empty file in memory, of the oldest format: what is written at its start is known then.
static hid_t make_file(void) {
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (access < 0 || H5Pset_fapl_core(access, 1 << 20, 0) < 0 ||
      H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110) < 0) {
    return -1;
  }
  return H5Fcreate("hqnn-copy", H5F_ACC_TRUNC, H5P_DEFAULT, access);
}

static void put_number(unsigned char *bytes, uint64_t value, int count) {
  for (int i = 0; i < count; i++) bytes[i] = (unsigned char)(value >> 8 * i);
}

// Has a group be the root of a file, which it cannot be copied to be: by the object header's address in the superblock's
// entry for the root, of which nothing is cached (HDF5 file format specification 3.0, II.A, version 0, and III.C).
static int make_root(unsigned char *image, size_t size, haddr_t group) {
  enum { version = 8, offset_size = 13, length_size = 14, header_address = 64, cache_type = 72, end = 96 };
  if (size < end || image[version] != 0 || image[offset_size] != 8 || image[length_size] != 8) return 0;
  put_number(image + header_address, group, 8);
  memset(image + cache_type, 0, end - cache_type);
  return 1;
}

static enum hdf5_copy_status write_image(int output, hid_t copy, hid_t group) {
  H5O_info_t info;
  if (H5Oget_info1(group, &info) < 0 || H5Fflush(copy, H5F_SCOPE_GLOBAL) < 0) {
    return refuse(output, "", "complete a copy");
  }
  ssize_t size = H5Fget_file_image(copy, NULL, 0);
  if (size < 0) return refuse(output, "", "complete a copy");
  unsigned char *image = malloc((size_t)size);
  if (!image) return HDF5_COPY_WITHOUT_MEMORY;
  if (H5Fget_file_image(copy, image, (size_t)size) != size || !make_root(image, (size_t)size, info.addr)) {
    return refuse(output, "", "complete a copy");
  }
  return write_all(output, image, (size_t)size) ? HDF5_COPY_WHOLE : HDF5_COPY_WITHOUT_MEMORY;
}

// Nothing is closed: the process ends with this.
enum hdf5_copy_status hdf5_copy(const char *name, hid_t access, int output,
                                const struct hdf5_trial_limits *limits) {
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  hid_t file = H5Fopen(name, H5F_ACC_RDONLY, access);
  if (file < 0) return refuse(output, "", "open the file");
  struct objects objects = {.depth = limits->depth};
  herr_t listed = list_objects(file, &objects);
  if (listed > 0) {
    char problem[64];
    (void)snprintf(problem, sizeof problem, "is a group more than %u deep", limits->depth);
    return report(output, objects.last, problem);
  }
  if (listed < 0) {
    return objects.without_memory ? HDF5_COPY_WITHOUT_MEMORY : refuse(output, objects.last, "list the objects behind it");
  }
  hid_t copy = make_file();
  if (copy < 0) return refuse(output, "", "make a copy");
  if (H5Ocopy(file, "/", copy, "root", H5P_DEFAULT, H5P_DEFAULT) < 0) {
    return refuse_one(output, file, copy, &objects);
  }
  hid_t group = H5Gopen2(copy, "root", H5P_DEFAULT);
  if (group < 0) return refuse(output, "", "open a copy");
  for (size_t i = 0; i < objects.count; i++) {
    if (find_copy(&objects.list[i], group) < 0) return refuse(output, objects.list[i].path, "find its copy");
  }
  for (size_t i = 0; i < objects.count; i++) {
    if (renew_references(&objects, &objects.list[i], file, group) < 0) {
      return refuse(output, objects.list[i].path, "copy the references in it");
    }
  }
  return write_image(output, copy, group);
}
