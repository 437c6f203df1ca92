#pragma once
// Later libraries keep the meaning of 1.10's names under this switch.
#define H5_USE_110_API
#include <hdf5.h>
#include <stdio.h>
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
static inline size_t chdf5_variable(void) { return H5T_VARIABLE; }
static inline hid_t chdf5_class_file_create(void) { return H5P_FILE_CREATE; }
static inline hid_t chdf5_class_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_class_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_class_group_create(void) { return H5P_GROUP_CREATE; }
static inline hid_t chdf5_default(void) { return H5P_DEFAULT; }
static inline hid_t chdf5_all(void) { return H5S_ALL; }
static inline unsigned chdf5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }

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

// Gives back strings of variable length that a read allocated.
static inline herr_t chdf5_reclaim(hid_t type, hid_t space, void *buffer) {
  return H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer);
}
