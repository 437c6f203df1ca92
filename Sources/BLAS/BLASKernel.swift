import CBLAS

/// The set of OpenBLAS kernels in use, such as "Haswell" or "SkylakeX": result bits depend on it.
///
/// On x86-64 it follows from the instruction sets of the build alone (Sources/CBLAS/choose_kernel.c), never from the
/// environment or the processor: a portable build computes the same bits on all of them.
public var blasKernelName: String { String(cString: openblas_get_corename()) }

/// The version, build options and kernel set of the linked OpenBLAS, for the record.
///
/// Asked for once: OpenBLAS puts the text together in a buffer that all threads share.
public let blasConfiguration = String(cString: openblas_get_config())
