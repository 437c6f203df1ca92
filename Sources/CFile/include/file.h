#pragma once
/// Has the system begin to bring the written parts of a file to the disk, without waiting for it. A hint: where the file
/// or the system knows no such thing, nothing happens.
void file_start_writing(int descriptor);
