#pragma once
#include <stddef.h>
#include <stdint.h>

/// What a child process may use, and what a data set may claim.
struct hdf5_trial_limits {
  /// Bytes of memory beyond those that the process has.
  uint64_t memory;
  /// Seconds of processor time.
  unsigned seconds;
  /// Elements of a data set are read if they take at most `expansion` times its stored bytes, of which a file has
  /// `length` at most, plus `allowance`; others are left to the caller, who refuses them.
  uint64_t length;
  uint64_t expansion;
  uint64_t allowance;
  /// Groups are entered this deep.
  unsigned depth;
};

/// How a trial ended.
enum hdf5_trial_outcome {
  /// Whatever the library made of the file, it returned. It may have refused all of it, which it then will do again.
  HDF5_TRIAL_SURVIVED,
  /// Of a copy: the library returned, with an error.
  HDF5_TRIAL_REFUSED,
  /// The child died of a signal.
  HDF5_TRIAL_CRASHED,
  HDF5_TRIAL_OUT_OF_TIME,
  HDF5_TRIAL_OUT_OF_MEMORY,
  /// Somebody else ended the child, most likely the system, for want of memory.
  HDF5_TRIAL_KILLED,
  /// The system makes no process: errno says why.
  HDF5_TRIAL_NOT_MADE,
};

/// Opens a file and copies all of it in a child process, to a new HDF5 file.
/// @param access a property list for the opening, which may be of a file in memory.
/// @param output a file in memory for the caller to read and to close, -1 if there is none: the copy; where the file is
/// refused the path of an object, NUL, and a sentence.
enum hdf5_trial_outcome hdf5_trial_copy(const char *name, int64_t access, const struct hdf5_trial_limits *limits,
                                        int *output);

/// Opens a file and reads all of it in a child process, by the calls that `HDF5` makes.
/// @param access a property list for the opening, which may be of a file in memory.
enum hdf5_trial_outcome hdf5_trial(const char *name, int64_t access, const struct hdf5_trial_limits *limits);
