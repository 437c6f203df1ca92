import Support

extension QDILayer {
  /// The memory that `forward` and `backward` work in. Whoever calls them at the same time gives each call its own.
  public final class Workspace: @unchecked Sendable {
    typealias V = Scalar.Lanes

    /// Samples at most.
    public let capacity: Int
    /// Workers at most that a call can make use of.
    public let workerCount: Int
    let circuit: QDICircuit

    /// [(kept groups x circuits, then workers) x `statesPerCircuit`] what the way back needs of the states.
    let states: AlignedBuffer<V>
    /// The state at the end, and for RX, if there are several encodings, one for each of them.
    let statesPerCircuit: Int
    /// Groups whose states are kept. Those of the others do not fit the caches, and waiting for memory takes longer
    /// than running the circuits again: their pieces have a place for each worker.
    let keptGroupCount: Int
    /// [groups x circuits] expectations, sample by sample.
    let expectations: AlignedBuffer<V>
    /// [groups x 256] half angles on the way forward, derivatives on the way back.
    let angles: AlignedBuffer<V>
    /// [groups x 256 x 2] cosines and sines of the half angles.
    let turns: AlignedBuffer<V>
    /// [groups x 33 x 256] sums over a group's samples, block by block, as the kernels leave them.
    let gradients: AlignedBuffer<Scalar>
    /// [groups x circuits x 512] lambda after the leading block, summed over a group's samples.
    let leadingLambdas: AlignedBuffer<Scalar>
    /// [workers] scratch, as `WorkerScratch` cuts it.
    let scratch: AlignedBuffer<V>

    /// - Parameters:
    ///   - circuit: that of the layer.
    ///   - capacity: samples at most in a batch.
    ///   - workerCount: workers at most; more of them are not made use of.
    public init(circuit: QDICircuit, capacity: Int, workerCount: Int = Processor.availableCores) {
      precondition(capacity >= 0 && workerCount >= 1)
      self.capacity = capacity
      self.circuit = circuit
      let groups = (capacity + V.laneCount - 1) / V.laneCount
      let pieces = groups * circuit.circuitCount
      self.workerCount = max(1, min(workerCount, pieces))
      let encodings = circuit.encodings(ofCircuit: 0).count
      statesPerCircuit = circuit.rotation == .rx && encodings > 1 ? 1 + encodings : 1
      keptGroupCount = circuit.rotation == .rx ? min(groups, Self.largestKeptGroupCount) : groups
      let places = keptGroupCount * circuit.circuitCount + self.workerCount
      states = AlignedBuffer(count: places * statesPerCircuit * StateLayout.vectorCount)
      expectations = AlignedBuffer(count: pieces)
      angles = AlignedBuffer(count: groups * QDICircuit.featureCount)
      turns = AlignedBuffer(count: groups * QDICircuit.featureCount * 2)
      gradients = AlignedBuffer(count: max(1, groups) * QDICircuit.blockCount * QDICircuit.amplitudeCount)
      leadingLambdas = AlignedBuffer(count: max(1, pieces) * 2 * QDICircuit.amplitudeCount)
      scratch = AlignedBuffer(count: self.workerCount * WorkerScratch<V>.vectorCount)
    }

    /// Five megabytes of states for RX.
    private static var largestKeptGroupCount: Int { 4 }

    func limit(_ workers: Workers) -> Workers { Workers(count: min(workers.count, workerCount)) }
  }
}

/// One worker's part of the scratch memory.
struct WorkerScratch<V: LaneVector> {
  let psi, lambda: UnsafeMutablePointer<V>
  let phases: EncodingPhases<V>
  let encodingGradient: EncodingGradient<V>
  /// For the blocks' own use.
  let block: UnsafeMutablePointer<V>

  private static var blockCount: Int { QDICircuit.qubitCount * QDICircuit.depths.upperBound }

  static var vectorCount: Int {
    2 * StateLayout.vectorCount + EncodingPhases<V>.vectorCount + EncodingGradient<V>.vectorCount + blockCount
  }

  init(_ base: UnsafeMutablePointer<V>) {
    var next = base
    func take(_ count: Int) -> UnsafeMutablePointer<V> {
      defer { next += count }
      return next
    }
    psi = take(StateLayout.vectorCount)
    lambda = take(StateLayout.vectorCount)
    phases = EncodingPhases(table: take(EncodingPhases<V>.vectorCount))
    encodingGradient = EncodingGradient(sums: take(EncodingGradient<V>.vectorCount))
    block = take(Self.blockCount)
  }
}
