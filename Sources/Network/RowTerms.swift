import Support

/// Terms of a sum of scaled rows, as `NetworkScalar.accumulateRows` takes them.
struct RowTerms<Scalar: NetworkScalar> {
  let offsets: UnsafeMutablePointer<Int32>
  let coefficients: UnsafeMutablePointer<Scalar>
  private let memory: (AlignedBuffer<Int32>, AlignedBuffer<Scalar>)

  init(capacity: Int) {
    memory = (AlignedBuffer(count: capacity), AlignedBuffer(count: capacity))
    offsets = memory.0.pointer
    coefficients = memory.1.pointer
  }
}
