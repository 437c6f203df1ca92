#pragma once
/// The instruction sets this binary was built for, as one comma-separated list ("" for the baseline).
const char *processor_required_features(void);
/// The processor's own name ("AMD EPYC 9654 96-Core Processor"), "" where it has none.
const char *processor_name(void);
/// The number of cores in this process's affinity mask, 0 if it cannot be had.
int processor_available_cores(void);
/// The identifier that the linker gave this program (NT_GNU_BUILD_ID, a digest of its code and data, kept when
/// symbols are stripped), in lower-case hexadecimal; "" where it gave none.
const char *program_build_identifier(void);
/// The version of the GNU C library that this process runs with, such as "2.36".
const char *c_library_version(void);
