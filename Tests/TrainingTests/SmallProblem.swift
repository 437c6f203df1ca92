import DrugResponse
import Foundation
import Support
import Training

/// A problem of a few drugs and cell lines for tests of what surrounds the model.
enum SmallProblem {
  static func make(
    head: TrainingConfiguration = TrainingConfiguration(), digest: String = String(repeating: "0", count: 64),
    split: Split? = nil, dataset: ResponseDataset = dataset()
  ) throws -> TrainingProblem {
    var configuration = head
    configuration.data = "/data.h5"
    configuration.trainSamples = 8
    configuration.testSamples = 4
    configuration.batchSize = 4
    configuration.microShardSize = 2
    return try TrainingProblem(
      configuration: configuration, dataset: dataset, datasetDigest: digest, split: split)
  }

  /// 4 drugs (chains of 1 to 4 atoms with random features), 5 cell lines, all pairs measured.
  static func dataset(features: Int = 120) -> ResponseDataset {
    var stream = RandomStream(seed: 3, purpose: .testing)
    var atomOffset: [Int64] = [0]
    var bondOffset: [Int64] = [0]
    var bonds: [Int32] = []
    var atomFeatures: [Float] = []
    for drug in 0..<4 {
      let atoms = drug + 1
      for atom in 0..<atoms {
        var row = [Float](repeating: 0, count: 78)
        for column in [stream.integer(below: 44), 44 + atom % 11, 55, 66] { row[column] = 0.25 }
        atomFeatures += row
        if atom > 0 { bonds += [Int32(atom - 1), Int32(atom)] }
      }
      atomOffset.append(atomOffset[drug] + Int64(atoms))
      bondOffset.append(Int64(bonds.count / 2))
    }
    let cells = 5
    return ResponseDataset(
      cellLines: .init(
        cosmicID: (0..<cells).map { Int64($0 + 100) }, name: (0..<cells).map { "cell \($0)" },
        tissue: (0..<cells).map { _ in "lung" }, featureName: (0..<features).map { "gene\($0)_mut" },
        features: (0..<cells * features).map { _ in stream.uniform() < 0.2 ? 1 : 0 }),
      drugs: .init(
        name: (0..<4).map { "drug \($0)" }, smiles: ["C", "CC", "CCC", "CCCC"],
        pubchemCID: [297, 6324, 6334, -1],
        atomOffset: atomOffset, atomFeatures: atomFeatures, bondOffset: bondOffset, bonds: bonds),
      responses: .init(
        cellLine: (0..<20).map { Int32($0 % cells) }, drug: (0..<20).map { Int32($0 / cells) },
        lnIC50: (0..<20).map { _ in Float(3 * stream.normal()) },
        auc: (0..<20).map { _ in Float(stream.uniform(from: 0.1, to: 0.9)) }))
  }

  /// Flips one bit of a file, `place` of the way through it.
  static func damage(_ path: String, at place: Double) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[Int(Double(bytes.count - 1) * place)] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
  }
}
