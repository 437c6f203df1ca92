import Support

/// The different rows among those that a shard's samples refer to, in order of first appearance: a drug or cell line
/// that several samples share is computed once, and its gradients are summed in the samples' order.
final class DistinctRows {
  /// The different rows; the first `count` are valid.
  let rows: AlignedBuffer<Int32>
  /// For each sample, the place of its row in `rows`.
  let place: AlignedBuffer<Int32>
  private(set) var count = 0
  /// For each row that exists its place in `rows`, -1 for those that do not occur.
  private let placeOfRow: AlignedBuffer<Int32>

  init(rowCount: Int, capacity: Int) {
    rows = AlignedBuffer(count: capacity)
    place = AlignedBuffer(count: capacity)
    placeOfRow = AlignedBuffer(count: rowCount)
    placeOfRow.buffer.update(repeating: -1)
  }

  /// Finds the different ones among `samples` rows.
  func find(_ row: UnsafePointer<Int32>, samples: Int) {
    precondition(samples <= place.count, "more samples than the workspace was made for")
    for previous in 0..<count { placeOfRow.pointer[Int(rows.pointer[previous])] = -1 }
    count = 0
    for sample in 0..<samples {
      let number = Int(row[sample])
      precondition(0 <= number && number < placeOfRow.count, "no such row")
      if placeOfRow.pointer[number] < 0 {
        placeOfRow.pointer[number] = Int32(count)
        rows.pointer[count] = row[sample]
        count += 1
      }
      place.pointer[sample] = placeOfRow.pointer[number]
    }
  }

  /// sample[i] = distinct[place of i], rows of `width` numbers; the samples' rows lie `stride` apart.
  @inline(__always)
  func gather<Scalar: NetworkScalar>(
    _ distinct: UnsafePointer<Scalar>, samples: Int, width: Int, into sample: UnsafeMutablePointer<Scalar>,
    stride: Int
  ) {
    for index in 0..<samples {
      (sample + index * stride).update(from: distinct + Int(place.pointer[index]) * width, count: width)
    }
  }

  /// distinct[k] = sum of sample[i] over the samples i of row k, in order.
  @inline(__always)
  func scatter<Scalar: NetworkScalar>(
    _ sample: UnsafePointer<Scalar>, stride: Int, samples: Int, width: Int,
    into distinct: UnsafeMutablePointer<Scalar>
  ) {
    distinct.update(repeating: 0, count: count * width)
    for index in 0..<samples {
      let from = sample + index * stride
      let to = distinct + Int(place.pointer[index]) * width
      for column in 0..<width { to[column] += from[column] }
    }
  }
}
