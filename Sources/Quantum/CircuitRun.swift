import Support

/// One call of `QDILayer.forward` or `backward`, cut into pieces: a group of samples in one of their circuits.
struct CircuitRun<S: QuantumScalar>: @unchecked Sendable {
  typealias V = S.Lanes

  let tables: CircuitTables<S>
  let workspace: QDILayer<S>.Workspace
  let features: UnsafePointer<S>
  let batch: Int
  let circuitCount: Int

  init(
    _ tables: CircuitTables<S>, _ workspace: QDILayer<S>.Workspace, features: UnsafePointer<S>, batch: Int
  ) {
    precondition(
      batch >= 0 && batch <= workspace.capacity, "the batch is larger than the workspace's capacity")
    precondition(workspace.circuit == tables.circuit, "the workspace is for another circuit")
    self.tables = tables
    self.workspace = workspace
    self.features = features
    self.batch = batch
    circuitCount = tables.circuit.circuitCount
  }

  var groupCount: Int { (batch + V.laneCount - 1) / V.laneCount }
  var pieceCount: Int { groupCount * circuitCount }

  /// The group's samples; the lanes after them are padding.
  @inline(__always)
  func samples(ofGroup group: Int) -> Range<Int> {
    group &* V.laneCount..<min(batch, (group &+ 1) &* V.laneCount)
  }

  @inline(__always)
  func scratch(_ worker: Int) -> WorkerScratch<V> {
    WorkerScratch(workspace.scratch.pointer + worker &* WorkerScratch<V>.vectorCount)
  }

  /// Whether the way back finds the states of a group's circuits where the way forward left them.
  @inline(__always)
  func keepsStates(group: Int) -> Bool { group < workspace.keptGroupCount }

  /// The states of a circuit: the one at its end, and for RX with several encodings, behind it for each of them the
  /// one between its pass over rows and the pass over columns.
  @inline(__always)
  func states(piece: Int, worker: Int) -> UnsafeMutablePointer<V> {
    let kept = workspace.keptGroupCount &* circuitCount
    let place = piece < kept ? piece : kept &+ worker
    return workspace.states.pointer + place &* workspace.statesPerCircuit &* StateLayout.vectorCount
  }

  /// Cosines and sines of the half angles of an encoding, [8 x 2].
  @inline(__always)
  func turns(group: Int, encoding: Int) -> UnsafeMutablePointer<V> {
    workspace.turns.pointer + 2 &* (group &* QDICircuit.featureCount &+ encoding &* QDICircuit.qubitCount)
  }

  @inline(__always)
  func gradient(group: Int, block: Int) -> UnsafeMutablePointer<S> {
    workspace.gradients.pointer + (group &* QDICircuit.blockCount &+ block) &* QDICircuit.amplitudeCount
  }

  @inline(__always)
  func leadingLambda(_ piece: Int) -> UnsafeMutablePointer<S> {
    workspace.leadingLambdas.pointer + piece &* 2 &* QDICircuit.amplitudeCount
  }
}
