import Network
import Support

/// Predicts pairs from embeddings that are computed once for each drug and each cell line, so that scoring every pair
/// costs one pass of the branches over drugs and cell lines, and one of the head over pairs.
public final class Scorer {
  private static let chunk = 32
  private static let width = ModelArchitecture.embeddingCount

  private let model: HybridModel<Float>
  private let workers: Workers
  private let workspaces: [HybridModel<Float>.Workspace]
  /// [drugs, 128] and [cell lines, 128]
  let drugEmbeddings, cellLineEmbeddings: AlignedBuffer<Float>

  public init(
    architecture: ModelArchitecture, inputs: ModelInputs<Float>, parameters: AlignedBuffer<Float>,
    workers: Workers
  ) {
    self.workers = workers
    model = HybridModel(architecture: architecture, inputs: inputs, parameters: parameters)
    workspaces = (0..<workers.count).map { _ in
      HybridModel<Float>.Workspace(architecture: architecture, inputs: inputs, capacity: Self.chunk)
    }
    drugEmbeddings = AlignedBuffer(count: inputs.drugCount * Self.width)
    cellLineEmbeddings = AlignedBuffer(count: inputs.cellLineCount * Self.width)
    embed(inputs.drugCount) { [model, drugEmbeddings] rows, count, start, workspace in
      model.drugEmbeddings(
        rows, count: count, into: drugEmbeddings.pointer + start * Self.width, workspace: workspace)
    }
    embed(inputs.cellLineCount) { [model, cellLineEmbeddings] rows, count, start, workspace in
      model.cellLineEmbeddings(
        rows, count: count, into: cellLineEmbeddings.pointer + start * Self.width, workspace: workspace)
    }
  }

  /// Calls `body` for chunks of the rows `0 ..< count`; the chunks are the same for any number of workers.
  private func embed(
    _ count: Int,
    _ body:
      @Sendable (
        _ rows: UnsafePointer<Int32>, _ count: Int, _ start: Int, _ workspace: HybridModel<Float>.Workspace
      ) -> Void
  ) {
    let rows = AlignedBuffer<Int32>((0..<count).map(Int32.init))
    let workspaces = workspaces
    workers.perform(pieces: (count + Self.chunk - 1) / Self.chunk) { piece, worker in
      let start = piece * Self.chunk
      body(rows.pointer + start, min(Self.chunk, count - start), start, workspaces[worker])
    }
  }

  /// What the head is given for pairs given as row numbers: [pairs x 256], the drug's 128 numbers first.
  func jointEmbeddings(drugs: [Int32], cellLines: [Int32]) -> AlignedBuffer<Double> {
    precondition(drugs.count == cellLines.count)
    let joint = AlignedBuffer<Double>(count: drugs.count * 2 * Self.width)
    for (pair, (drug, cellLine)) in zip(drugs, cellLines).enumerated() {
      for index in 0..<Self.width {
        joint.pointer[2 * pair * Self.width + index] =
          Double(drugEmbeddings.pointer[Int(drug) * Self.width + index])
        joint.pointer[(2 * pair + 1) * Self.width + index] =
          Double(cellLineEmbeddings.pointer[Int(cellLine) * Self.width + index])
      }
    }
    return joint
  }

  /// The normalised predictions for pairs given as row numbers.
  public func predictions(drugs: [Int32], cellLines: [Int32]) -> [Float] {
    precondition(drugs.count == cellLines.count)
    let count = drugs.count
    let predictions = AlignedBuffer<Float>(count: count)
    let joined = (0..<workers.count).map { _ in AlignedBuffer<Float>(count: Self.chunk * 2 * Self.width) }
    let pieces = (count + Self.chunk - 1) / Self.chunk
    let inner = workers.share(amongPieces: pieces)
    let (model, workspaces) = (model, workspaces)
    let (drugEmbeddings, cellLineEmbeddings) = (drugEmbeddings, cellLineEmbeddings)
    workers.perform(pieces: pieces) { piece, worker in
      let start = piece * Self.chunk
      let length = min(Self.chunk, count - start)
      let width = Self.width
      for slot in 0..<length {
        let row = joined[worker].pointer + slot * 2 * width
        row.update(from: drugEmbeddings.pointer + Int(drugs[start + slot]) * width, count: width)
        (row + width).update(
          from: cellLineEmbeddings.pointer + Int(cellLines[start + slot]) * width, count: width)
      }
      model.headPredictions(
        joined[worker].pointer, count: length, predictions: predictions.pointer + start,
        workspace: workspaces[worker], workers: inner)
    }
    return predictions.elements
  }
}
