import Support

/// The molecules of a shard, one after another: their atoms make up the rows of one matrix.
final class MoleculeShard<Scalar: NetworkScalar> {
  /// [molecules + 1] the rows of molecule k are `firstRow[k] ..< firstRow[k + 1]`; the first `count` + 1 are valid.
  let firstRow: AlignedBuffer<Int>
  private(set) var count = 0
  /// The number of rows.
  var atomCount: Int { firstRow.pointer[count] }

  private let inputs: ModelInputs<Scalar>
  /// [molecules] drug numbers.
  private let drugs: AlignedBuffer<Int32>
  private let offsets: AlignedBuffer<Int32>

  init(_ inputs: ModelInputs<Scalar>, capacity: Int) {
    self.inputs = inputs
    firstRow = AlignedBuffer(count: capacity + 1)
    drugs = AlignedBuffer(count: capacity)
    offsets = inputs.adjacency.makeTerms()
  }

  /// Takes the molecules of `count` drugs.
  @inline(__always)
  func load(_ drugs: UnsafePointer<Int32>, count: Int) {
    self.count = count
    var row = 0
    for molecule in 0..<count {
      self.drugs.pointer[molecule] = drugs[molecule]
      firstRow.pointer[molecule] = row
      row += inputs.atomCount(Int(drugs[molecule]))
    }
    firstRow.pointer[count] = row
  }

  /// x = Â X, the atoms' aggregated features; [atomCount, 78].
  @inline(__always)
  func gatherAggregatedAtoms(into x: UnsafeMutablePointer<Scalar>) {
    let width = ModelArchitecture.atomFeatureCount
    for molecule in 0..<count {
      let first = firstRow.pointer[molecule]
      let source = inputs.atomOffset.pointer[Int(drugs.pointer[molecule])]
      (x + first * width).update(
        from: inputs.aggregatedAtoms.pointer + source * width,
        count: (firstRow.pointer[molecule + 1] - first) * width)
    }
  }

  /// z = Â x; both [atomCount, width].
  @inline(__always)
  func aggregate(_ x: UnsafePointer<Scalar>, width: Int, into z: UnsafeMutablePointer<Scalar>) {
    for molecule in 0..<count {
      let first = firstRow.pointer[molecule]
      let drug = Int(drugs.pointer[molecule])
      inputs.adjacency.aggregate(
        x + first * width, atoms: inputs.atomOffset.pointer[drug]..<inputs.atomOffset.pointer[drug + 1],
        width: width, into: z + first * width, offsets: offsets.pointer)
    }
  }
}
