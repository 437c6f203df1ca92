import HDF5
import Schemas
import Support

/// Small files that keep our schemas, with a way to spoil one thing in each.
struct SampleDataset {
  var version: Int64 = 1
  var name = "hqnn-dataset"
  /// Paths that are left out.
  var omitted: Set<String> = []
  /// Writers that stand in for the regular one of a path.
  var replaced: [String: (Group) throws -> Void] = [:]
  var extra: (Group) throws -> Void = { _ in }

  /// Five carbon atoms without neighbours.
  static let atomFeatures = (0..<5 * 78).map { [0, 44, 59, 70].contains($0 % 78) ? Float(0.25) : 0 }

  /// 3 cell lines, 4 features, 2 drugs with 3 and 2 atoms, 2 and 1 bonds, 5 responses.
  func write(to path: String) throws {
    let writers: [(String, (Group) throws -> Void)] = [
      ("cell_lines/cosmic_id", { try $0.write([Int64(905), 906, 910], to: "cell_lines/cosmic_id") }),
      ("cell_lines/name", { try $0.write(["α", "β", "γ"], to: "cell_lines/name") }),
      ("cell_lines/tissue", { try $0.write(["lung", "", "skin"], to: "cell_lines/tissue") }),
      ("cell_lines/feature_name", { try $0.write(["w", "x", "y", "z"], to: "cell_lines/feature_name") }),
      (
        "cell_lines/features",
        {
          try $0.write(
            [UInt8]([0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1]), to: "cell_lines/features", shape: [3, 4])
        }
      ),
      ("drugs/name", { try $0.write(["one", "two"], to: "drugs/name") }),
      ("drugs/smiles", { try $0.write(["CCO", "CO"], to: "drugs/smiles") }),
      ("drugs/pubchem_cid", { try $0.write([Int64(702), -1], to: "drugs/pubchem_cid") }),
      ("drugs/atom_offset", { try $0.write([Int64(0), 3, 5], to: "drugs/atom_offset") }),
      (
        "drugs/atom_features",
        {
          try $0.write(Self.atomFeatures, to: "drugs/atom_features", shape: [5, 78])
        }
      ),
      ("drugs/bond_offset", { try $0.write([Int64(0), 2, 3], to: "drugs/bond_offset") }),
      ("drugs/bonds", { try $0.write([Int32(0), 1, 1, 2, 0, 1], to: "drugs/bonds", shape: [3, 2]) }),
      ("responses/cell_line", { try $0.write([Int32(0), 1, 2, 0, 2], to: "responses/cell_line") }),
      ("responses/drug", { try $0.write([Int32(0), 0, 0, 1, 1], to: "responses/drug") }),
      ("responses/ln_ic50", { try $0.write([Float(1), -2, 0, 3, 4], to: "responses/ln_ic50") }),
      ("responses/auc", { try $0.write([Float(0.5), .nan, 1, 0, 0.9], to: "responses/auc") }),
    ]
    try SealedFile.write(to: path) { root in
      try root.attributes.set("schema_name", name)
      try root.attributes.set("schema_version", version)
      for (name, writer) in writers where !omitted.contains(name) {
        try (replaced[name] ?? writer)(root)
      }
      try extra(root)
    }
  }
}

/// A checkpoint of a model with two parameters.
struct SampleCheckpoint {
  var momentShape = [2, 3]
  var firstWeight: Float = 0
  var testRows: [Int64] = [2, 4]
  var trainMSE = [0.1, 0.05]
  var testMSE = [Double.nan, 0.06]
  var digest = String(repeating: "0a", count: 32)
  var extra: (Group) throws -> Void = { _ in }

  func write(to path: String) throws {
    try SealedFile.write(to: path) { root in
      try Schema.named("hqnn-checkpoint").writeIdentity(to: root)
      try root.attributes.set("epoch", Int64(2))
      try root.attributes.set("step", Int64(80))
      try root.attributes.set("configuration", "{\"epochs\": 5}")
      try root.attributes.set("dataset_sha256", digest)
      try root.attributes.set("feature_count", Int64(735))
      try root.attributes.set("feature_sha256", String(repeating: "0b", count: 32))
      try root.attributes.set("epoch_error_sum", Int64(0))
      try root.attributes.set("build", "a test")
      for tree in ["model", "optimizer/first_moment", "optimizer/second_moment"] {
        let weights = [firstWeight] + [Float](repeating: 0.5, count: 5)
        let shape = tree == "optimizer/second_moment" ? momentShape : [2, 3]
        try root.write(weights, to: "\(tree)/drug/gcn1/weight", shape: shape)
        try root.write(scalar: Float(1), to: "\(tree)/head/quantum/scale")
      }
      try root.write([Int64(0), 1, 3], to: "split/train")
      try root.write(testRows, to: "split/test")
      try root.write([Int64(1), 2], to: "history/epoch")
      try root.write(trainMSE, to: "history/train_mse")
      try root.write(testMSE, to: "history/test_mse")
      try extra(root)
    }
  }
}
