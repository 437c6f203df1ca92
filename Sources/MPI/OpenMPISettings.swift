import Foundation

/// Settings of Open MPI that suit what this program sends. Open MPI alone reads them, as it starts.
enum OpenMPISettings {
  /// Over TCP Open MPI hands a long message to the connection in one piece, and what it has to say about the message that
  /// comes the other way, such as that it may begin, waits behind it: gradients that two hosts send each other at the
  /// same time then often go one after the other, which takes twice as long (64 ms instead of 32 at 1 Gbit/s). In pieces
  /// of this many bytes both directions run at once.
  private static let pieceOverTCP = ("OMPI_MCA_btl_tcp_rdma_pipeline_frag_size", "131072")

  /// To be called before MPI is started. What the environment says already, as mpirun's `--mca` does, stays.
  static func apply() {
    setenv(pieceOverTCP.0, pieceOverTCP.1, 0)
  }
}
