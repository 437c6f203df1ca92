import DrugResponse
import Foundation
import HDF5
import MPI
import Support

/// How the data set gets from its file to all ranks: read, checked and digested once a host, by the host's lowest rank,
/// and passed on through the host's memory; or read by rank 0 alone and sent to all.
///
/// Every rank then takes the file apart by itself, which it can do at the same time as the others: the bytes that
/// travel are compressed, what comes out of them is not.
package struct DataDistribution {
  let communicator: Communicator
  let host: HostGroup
  /// Whether only rank 0 reads, so that the other hosts need not have the file.
  let isBroadcast: Bool

  /// - Parameters:
  ///   - communicator: all ranks that are to have the data set.
  ///   - host: those that share memory with this one.
  ///   - isBroadcast: whether only rank 0 reads.
  package init(communicator: Communicator, host: HostGroup, isBroadcast: Bool) {
    (self.communicator, self.host, self.isBroadcast) = (communicator, host, isBroadcast)
  }

  /// What goes with a file's bytes.
  private struct Header: Codable {
    var path: String
    var byteCount: Int
    var sha256: String
    /// That of the rank that read it.
    var host: String
  }

  /// Reads the data set. Collective.
  ///
  /// - Parameter path: on every rank; that of a rank that does not read is not looked at.
  /// - Throws: `CollectiveError` on every rank alike: for a file that is missing or damaged, one that another host does
  ///   not have or has with other contents (65), with rank, host, path and digests; or whose data make no sense.
  package func read(_ path: String) throws -> StoredDataset {
    communicator.watch.phase = Phase("the reading of the data set")
    let image = try communicator.collectively {
      communicator.isRoot || host.isLeader && !isBroadcast ? try readImage(path) : nil
    }
    let header = try announce(image)
    try communicator.collectively { if let image { try compare(image, with: header) } }
    let bytes = image?.bytes ?? AlignedBuffer(count: header.byteCount)
    if isBroadcast {
      try communicator.broadcast(into: UnsafeMutableRawBufferPointer(bytes.buffer))
    } else {
      try host.broadcast(UnsafeMutableRawBufferPointer(bytes.buffer))
    }
    communicator.watch.phase = Phase("the preparation of the inputs")
    return try communicator.collectively {
      let whole = try image ?? FileImage(bytes: bytes, sha256: header.sha256, path: path)
      return try ResponseDataset.read(whole.open())
    }
  }

  private func readImage(_ path: String) throws -> FileImage {
    do {
      return try FileImage(reading: path)
    } catch let error as any ReportableError where !communicator.isRoot {
      // The lowest rank that fails reports: where it is this one, rank 0 has its file.
      throw hostError(
        error.exitCode,
        "\(error.description). Rank 0 has read its file: --broadcast-data sends that to all hosts")
    }
  }

  /// Tells all ranks what rank 0 has read, which is what every host must have.
  private func announce(_ image: FileImage?) throws -> Header {
    let header = image.map {
      Header(path: $0.path, byteCount: $0.bytes.count, sha256: $0.sha256, host: host.hostName)
    }
    let text = try communicator.broadcast(communicator.isRoot ? Array(JSONEncoder().encode(header)) : [])
    return try JSONDecoder().decode(Header.self, from: Data(text))
  }

  private func compare(_ image: FileImage, with header: Header) throws {
    if image.sha256 == header.sha256 { return }
    throw hostError(
      .badInput,
      """
      \(image.path): has other contents (SHA-256 \(image.sha256)) than \(header.path) on rank 0 \
      (host \(header.host), SHA-256 \(header.sha256)). Every host needs the same file, or --broadcast-data
      """)
  }

  private func hostError(_ exitCode: ExitCode, _ problem: String) -> HostError {
    HostError(exitCode, rank: communicator.rank, host: host.hostName, problem)
  }
}
