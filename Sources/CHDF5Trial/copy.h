#pragma once
#include "include/trial.h"
#include <hdf5.h>

/// How a copy ended, as a child's exit code.
enum hdf5_copy_status {
  HDF5_COPY_WHOLE = 0,
  /// There was not enough memory.
  HDF5_COPY_WITHOUT_MEMORY = 3,
  /// The library refused something: what was written is the object's path, NUL, and a sentence.
  HDF5_COPY_REFUSED = 4,
};

/// Opens a file, copies all that is in it to a new file in memory, object by object, and writes that one's bytes to
/// `output`.
enum hdf5_copy_status hdf5_copy(const char *name, hid_t access, int output,
                                const struct hdf5_trial_limits *limits);
