#pragma once
#include <mpi.h>
// Open MPI's handles are macros that cast addresses of library globals; Swift imports functions only.
static inline MPI_Comm cmpi_comm_world(void) { return MPI_COMM_WORLD; }
