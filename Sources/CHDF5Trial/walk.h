#pragma once
#include "include/trial.h"
#include <hdf5.h>

/// Opens a file and reads its groups, attributes and data sets. Errors of the library do not stop it.
/// @return whether the library had all the memory that it asked for.
int hdf5_walk(const char *name, hid_t access, const struct hdf5_trial_limits *limits);
