#pragma once
#include <stddef.h>
/// Has the system begin to bring the written parts of a file to the disk, without waiting for it. A hint: where the file
/// or the system knows no such thing, nothing happens.
void file_start_writing(int descriptor);
/// Makes a file of zeros in memory that has no name in any file system and goes with its last user (memfd_create).
/// @return a descriptor; -1 with errno set where the system refuses.
int file_create_in_memory(const char *name, size_t length);
