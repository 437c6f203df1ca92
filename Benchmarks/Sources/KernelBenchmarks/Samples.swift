import DrugResponse
import Network
import Support
import Training

/// What the classical part is timed on: drugs, cell lines, and a batch of pairs of them with targets.
struct Samples {
  let inputs: ModelInputs<Float>
  /// [batch] each
  let drugs, cellLines: AlignedBuffer<Int32>
  let targets: AlignedBuffer<Float>
  /// Atoms a sample, on average.
  let meanAtomCount: Double

  /// As many random molecules and cell lines as samples.
  static func random(count: Int, featureCount: Int, seed: UInt64) throws -> Samples {
    var random = RandomStream(seed: seed, purpose: .testing, index: RandomIndex.samples)
    let rows = Array(0..<Int32(count))
    let sizes = RandomMolecules.atomCounts(count: count, seed: seed)
    return Samples(
      inputs: try RandomMolecules.inputs(count: count, featureCount: featureCount, seed: seed),
      drugs: AlignedBuffer(rows), cellLines: AlignedBuffer(rows),
      targets: AlignedBuffer(rows.map { _ in Float(random.uniform()) }),
      meanAtomCount: Double(sizes.reduce(0, +)) / Double(count))
  }

  /// Responses of a data set, drawn at random.
  static func measured(in dataset: ResponseDataset, count: Int, seed: UInt64) throws -> Samples {
    let responses = dataset.responses
    guard responses.count >= count else {
      throw UsageError("the data set has \(responses.count) responses, \(count) are needed")
    }
    var rows = Array(0..<responses.count)
    var random = RandomStream(seed: seed, purpose: .testing, index: RandomIndex.samples)
    random.shuffle(&rows)
    let chosen = rows.prefix(count)
    let drugs = chosen.map { responses.drug[$0] }
    let offsets = dataset.drugs.atomOffset
    let atoms = drugs.reduce(0) { $0 + Int(offsets[Int($1) + 1] - offsets[Int($1)]) }
    return Samples(
      inputs: try ModelInputs(dataset), drugs: AlignedBuffer(drugs),
      cellLines: AlignedBuffer(chosen.map { responses.cellLine[$0] }),
      targets: AlignedBuffer(chosen.map { _ in Float(random.uniform()) }),
      meanAtomCount: Double(atoms) / Double(count))
  }
}
