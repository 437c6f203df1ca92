#pragma once
// Later libraries keep the meaning of 1.10's names under this switch.
#define H5_USE_110_API
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Predefined types, property classes and flags are macros that open the library; Swift imports functions only.
static inline hid_t chdf5_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t chdf5_native_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t chdf5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t chdf5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t chdf5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t chdf5_file_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t chdf5_file_int32(void) { return H5T_STD_I32LE; }
static inline hid_t chdf5_file_int64(void) { return H5T_STD_I64LE; }
static inline hid_t chdf5_file_float(void) { return H5T_IEEE_F32LE; }
static inline hid_t chdf5_file_double(void) { return H5T_IEEE_F64LE; }
static inline hid_t chdf5_c_string(void) { return H5T_C_S1; }
static inline hid_t chdf5_object_reference(void) { return H5T_STD_REF_OBJ; }
static inline size_t chdf5_variable(void) { return H5T_VARIABLE; }
static inline hid_t chdf5_class_file_create(void) { return H5P_FILE_CREATE; }
static inline hid_t chdf5_class_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_class_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_class_group_create(void) { return H5P_GROUP_CREATE; }
static inline hid_t chdf5_default(void) { return H5P_DEFAULT; }
static inline hid_t chdf5_all(void) { return H5S_ALL; }
static inline unsigned chdf5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned chdf5_read_write(void) { return H5F_ACC_RDWR; }

// One line for the error stack: the innermost reasons say what went wrong, the outer ones what was attempted.
struct chdf5_text {
  char *buffer;
  size_t capacity;
  size_t length;
};

static herr_t chdf5_append_error(unsigned number, const H5E_error2_t *error, void *context) {
  struct chdf5_text *text = (struct chdf5_text *)context;
  (void)number;
  if (!error->desc || !error->desc[0]) return 0;
  int written = snprintf(text->buffer + text->length, text->capacity - text->length, "%s%s",
                         text->length ? "; " : "", error->desc);
  if (written > 0) {
    text->length += (size_t)written;
    if (text->length >= text->capacity) text->length = text->capacity - 1;
  }
  return 0;
}

// Writes this thread's error stack to `buffer` (always terminated) and empties the stack.
static inline void chdf5_take_errors(char *buffer, size_t capacity) {
  struct chdf5_text text = {buffer, capacity, 0};
  buffer[0] = 0;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, chdf5_append_error, &text);
  H5Eclear2(H5E_DEFAULT);
}

// The library prints errors by itself unless told not to, on each thread anew.
static inline void chdf5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

// What tells an object apart from all others in its file.
static inline herr_t chdf5_address(hid_t object, unsigned long long *address) {
  H5O_info_t info;
  herr_t status = H5Oget_info1(object, &info);
  if (status >= 0) *address = (unsigned long long)info.addr;
  return status;
}

// One entry of a dimension scale's REFERENCE_LIST: a data set, and the dimension of it that the scale describes.
struct chdf5_scale_user {
  hobj_ref_t dataset;
  int dimension;
};

// The type of such an entry, as the library's dimension scales (H5DS) have it.
static inline hid_t chdf5_scale_user_type(void) {
  hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(struct chdf5_scale_user));
  if (type < 0) return type;
  if (H5Tinsert(type, "dataset", HOFFSET(struct chdf5_scale_user, dataset), H5T_STD_REF_OBJ) >= 0 &&
      H5Tinsert(type, "dimension", HOFFSET(struct chdf5_scale_user, dimension), H5T_NATIVE_INT) >= 0)
    return type;
  H5Tclose(type);
  return -1;
}

// Gives back strings of variable length that a read allocated.
static inline herr_t chdf5_reclaim(hid_t type, hid_t space, void *buffer) {
  return H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer);
}

// Memory for a file in memory that outlives the file: `length` bytes of it are the file's, `capacity` are there.
struct chdf5_memory {
  unsigned char *bytes;
  size_t length;
  size_t capacity;
};

// The memory where it is, or further on if it has become too small: what the file gains is zero.
static void *chdf5_resize_memory(void *bytes, size_t size, H5FD_file_image_op_t operation, void *context) {
  struct chdf5_memory *memory = (struct chdf5_memory *)context;
  (void)bytes;
  (void)operation;
  if (size > memory->capacity) {
    size_t capacity = size > 2 * memory->capacity ? size : 2 * memory->capacity;
    void *larger = realloc(memory->bytes, capacity);
    if (!larger) return NULL;
    memory->bytes = (unsigned char *)larger;
    memory->capacity = capacity;
  }
  if (size > memory->length) memset(memory->bytes + memory->length, 0, size - memory->length);
  memory->length = size;
  return memory->bytes;
}

static void *chdf5_allocate_memory(size_t size, H5FD_file_image_op_t operation, void *context) {
  return chdf5_resize_memory(NULL, size, operation, context);
}

static herr_t chdf5_leave_memory(void *bytes, H5FD_file_image_op_t operation, void *context) {
  (void)bytes;
  (void)operation;
  (void)context;
  return 0;
}

static void *chdf5_same_context(void *context) { return context; }

static herr_t chdf5_leave_context(void *context) {
  (void)context;
  return 0;
}

// Has the file of `access` be an image in memory, that these two make and hand over, and that nobody frees or copies.
static inline herr_t chdf5_set_image(
    hid_t access, size_t increment, void *context, void *(*make)(size_t, H5FD_file_image_op_t, void *),
    void *(*copy)(void *, const void *, size_t, H5FD_file_image_op_t, void *),
    void *(*resize)(void *, size_t, H5FD_file_image_op_t, void *)) {
  H5FD_file_image_callbacks_t callbacks = {
      .image_malloc = make,
      .image_memcpy = copy,
      .image_realloc = resize,
      .image_free = chdf5_leave_memory,
      .udata_copy = chdf5_same_context,
      .udata_free = chdf5_leave_context,
      .udata = context,
  };
  herr_t status = H5Pset_fapl_core(access, increment, 0);
  return status < 0 ? status : H5Pset_file_image_callbacks(access, &callbacks);
}

// Has the file that is created with `access` live in `memory`, which must not move or go before the file is closed.
static inline herr_t chdf5_set_memory(hid_t access, size_t increment, struct chdf5_memory *memory) {
  return chdf5_set_image(access, increment, memory, chdf5_allocate_memory, NULL, chdf5_resize_memory);
}

// The library copies an image from one place to the next, which here are the same after the first time.
static void *chdf5_copy_once(void *destination, const void *source, size_t size, H5FD_file_image_op_t operation,
                             void *context) {
  (void)operation;
  (void)context;
  return destination == source ? destination : memcpy(destination, source, size);
}

// Has the file that is opened with `access`, for writing, live in `memory` and begin as a copy of these bytes.
static inline herr_t chdf5_extend_memory(hid_t access, size_t increment, struct chdf5_memory *memory,
                                         const void *bytes, size_t size) {
  herr_t status =
      chdf5_set_image(access, increment, memory, chdf5_allocate_memory, chdf5_copy_once, chdf5_resize_memory);
  return status < 0 ? status : H5Pset_file_image(access, (void *)bytes, size);
}

// The bytes of a file that is opened for reading: lent to the library, which would copy them twice otherwise.
static void *chdf5_lend(size_t size, H5FD_file_image_op_t operation, void *context) {
  (void)size;
  (void)operation;
  return context;
}

static void *chdf5_already_there(void *destination, const void *source, size_t size,
                                 H5FD_file_image_op_t operation, void *context) {
  (void)source;
  (void)size;
  (void)operation;
  (void)context;
  return destination;
}

// Has the file that is opened with `access`, for reading, be these bytes, which must stay until it is closed.
static inline herr_t chdf5_read_memory(hid_t access, const void *bytes, size_t size) {
  herr_t status = chdf5_set_image(access, 1 << 20, (void *)bytes, chdf5_lend, chdf5_already_there, NULL);
  return status < 0 ? status : H5Pset_file_image(access, (void *)bytes, size);
}
