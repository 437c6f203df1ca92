import CBLAS

/// The kernel set that OpenBLAS chose, for the record: result bits depend on it.
public var blasKernelName: String { String(cString: openblas_get_corename()) }
