import MPI
import Network
import Support

/// The squared errors of the test set or the validation set, summed exactly over all ranks.
///
/// Each drug and each cell line among the pairs is embedded once, by one rank; the embeddings are exchanged, and
/// the pairs are dealt out again. Workers share it, each with buffers of its own. What is computed together does not
/// depend on ranks or threads, so neither do the bits.
final class DistributedEvaluation: @unchecked Sendable {
  private static let chunk = 32
  private static let width = ModelArchitecture.embeddingCount

  private let communicator: Communicator
  private let workers: Workers
  private let workspaces: [HybridModel<Float>.Workspace]
  /// Distinct rows of the drugs, then of the cell lines, among the pairs.
  private let drugs: [Int32]
  private let cellLines: [Int32]
  /// Each pair's places in `drugs` and `cellLines`, and its target.
  private let pairs: [(drug: Int, cellLine: Int, target: Float)]
  /// [drugs + cell lines, 128]
  private let embeddings: AlignedBuffer<Float>
  private let joint: [AlignedBuffer<Float>]
  private let predictions: [AlignedBuffer<Float>]

  /// - Parameters:
  ///   - samples: the rows of the responses to score.
  ///   - workspaces: one a worker, of any capacity.
  init(
    problem: TrainingProblem, samples: [Int64], communicator: Communicator, workers: Workers,
    workspaces: [HybridModel<Float>.Workspace]
  ) {
    self.communicator = communicator
    self.workers = workers
    self.workspaces = workspaces
    let rows = samples.map(Int.init)
    let (drugs, drugPlaces) = Self.distinct(rows.map { problem.drugs[$0] })
    let (cellLines, cellLinePlaces) = Self.distinct(rows.map { problem.cellLines[$0] })
    self.drugs = drugs
    self.cellLines = cellLines
    pairs = rows.indices.map { (drugPlaces[$0], cellLinePlaces[$0], problem.targets[rows[$0]]) }
    embeddings = AlignedBuffer(count: (drugs.count + cellLines.count) * Self.width)
    joint = workspaces.map { _ in AlignedBuffer(count: Self.chunk * 2 * Self.width) }
    predictions = workspaces.map { _ in AlignedBuffer(count: Self.chunk) }
  }

  private static func distinct(_ rows: [Int32]) -> (rows: [Int32], places: [Int]) {
    var places: [Int32: Int] = [:]
    var distinct: [Int32] = []
    let found = rows.map { row in
      if let place = places[row] { return place }
      places[row] = distinct.count
      distinct.append(row)
      return distinct.count - 1
    }
    return (distinct, found)
  }

  /// The sum of squared errors in units of 1 / `ExactSum.errorScale`, and whether any rank was asked to stop.
  ///
  /// - Throws: on every rank alike, when any rank's part is no number or too large.
  func squaredErrors(
    model: HybridModel<Float>, stopRequested: Bool, describe: (NumericalFailure) -> DivergenceError
  ) throws -> (errorSum: Int64, stopRequested: Bool) {
    embed(model)
    try exchangeEmbeddings()

    let chunks = (pairs.count + Self.chunk - 1) / Self.chunk
    let sums = AlignedBuffer<Double>(count: chunks)
    let mine = Array(stride(from: communicator.rank, to: chunks, by: communicator.size))
    let inner = workers.share(amongPieces: mine.count)
    workers.perform(pieces: mine.count) { piece, worker in
      sums[mine[piece]] = score(mine[piece], worker, model, inner)
    }
    let scalars = AlignedBuffer<Int64>(count: 3)
    scalars[2] = stopRequested ? 1 : 0
    var failure: NumericalFailure?
    for chunk in mine {
      if let fixed = ExactSum.fixedPointError(sums[chunk], terms: chunks) {
        scalars[0] += fixed
      } else {
        failure = failure ?? .squaredError(sums[chunk])
        scalars[1] = 1
      }
    }
    try communicator.allreduceSum(scalars.buffer)
    if scalars[1] > 0 { try communicator.collectively { if let failure { throw describe(failure) } } }
    return (scalars[0], scalars[2] > 0)
  }

  /// This rank's share of the embeddings; the others' are zero. Chunks of drugs and of cell lines are dealt out as one
  /// list, so that a rank that gets one more of the first does not get one more of the second too.
  private func embed(_ model: HybridModel<Float>) {
    embeddings.buffer.update(repeating: 0)
    let drugChunks = (drugs.count + Self.chunk - 1) / Self.chunk
    let chunks = drugChunks + (cellLines.count + Self.chunk - 1) / Self.chunk
    let mine = Array(stride(from: communicator.rank, to: chunks, by: communicator.size))
    let (workspaces, embeddings) = (workspaces, embeddings)
    workers.perform(pieces: mine.count) { piece, worker in
      let isDrug = mine[piece] < drugChunks
      let rows = isDrug ? drugs : cellLines
      let start = (mine[piece] - (isDrug ? 0 : drugChunks)) * Self.chunk
      let count = min(Self.chunk, rows.count - start)
      let out = embeddings.pointer + ((isDrug ? 0 : drugs.count) + start) * Self.width
      rows.withUnsafeBufferPointer { rows in
        let first = rows.baseAddress! + start
        if isDrug {
          model.drugEmbeddings(first, count: count, into: out, workspace: workspaces[worker])
        } else {
          model.cellLineEmbeddings(first, count: count, into: out, workspace: workspaces[worker])
        }
      }
    }
  }

  /// Gives every rank the embeddings of all. As integers, bit patterns of which all ranks but one hold zero survive
  /// being summed.
  private func exchangeEmbeddings() throws {
    try embeddings.pointer.withMemoryRebound(to: Int32.self, capacity: embeddings.count) { bits in
      try communicator.allreduceSum(UnsafeMutableBufferPointer(start: bits, count: embeddings.count))
    }
  }

  /// The sum of squared errors of one chunk of pairs, in their order.
  private func score(
    _ chunk: Int, _ worker: Int, _ model: HybridModel<Float>, _ inner: Workers
  ) -> Double {
    let start = chunk * Self.chunk
    let chosen = pairs[start..<min(start + Self.chunk, pairs.count)]
    let features = joint[worker].pointer
    for (slot, pair) in chosen.enumerated() {
      gather(pair.drug, into: features + 2 * slot * Self.width)
      gather(drugs.count + pair.cellLine, into: features + (2 * slot + 1) * Self.width)
    }
    let predictions = predictions[worker].pointer
    model.headPredictions(
      features, count: chosen.count, predictions: predictions, workspace: workspaces[worker], workers: inner)
    return chosen.enumerated().reduce(0.0) { sum, entry in
      let error = Double(predictions[entry.offset]) - Double(entry.element.target)
      return sum + error * error
    }
  }

  private func gather(_ row: Int, into features: UnsafeMutablePointer<Float>) {
    features.update(from: embeddings.pointer + row * Self.width, count: Self.width)
  }
}
