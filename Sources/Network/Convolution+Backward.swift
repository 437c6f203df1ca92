import BLAS
import Support

extension Convolution {
  /// Backward through pool, ReLU, bias and convolution:
  ///
  ///     dP[field[s + t], t, o] += dy[o]     for the position s that channel o chose, over all fields in order
  ///     db[o] += dy[o]                      unless ReLU cut it off
  ///     dW = dPᵀ x,  dx = dP W
  ///
  /// dy is the sum over all places where the field stands. dW, db and dx are overwritten, dx unless nobody asks for it.
  ///
  /// - Parameters as in `forward`; `packedGradient` is room for dW [kernel, outputs, inputs].
  @inline(__always)
  func backward<Scalar: NetworkScalar>(
    dy: UnsafePointer<Scalar>, choice: UnsafePointer<UInt8>, _ x: UnsafePointer<Scalar>, rows: Int,
    fields: UnsafePointer<Int32>, count: Int, packed: UnsafePointer<Scalar>,
    packedGradient: UnsafeMutablePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>,
    dx: UnsafeMutablePointer<Scalar>?, scratch: ConvolutionScratch<Scalar>
  ) {
    let dP = scratch.products.pointer
    dP.update(repeating: 0, count: rows * products)
    let db = gradient + bias
    db.update(repeating: 0, count: outputs)
    let chosen = scratch.pool.pointer
    let terms = scratch.terms
    for number in 0..<count {
      let field = fields + number * ReceptiveFields.width
      Scalar.spread(
        dy + number * outputs, choice: choice + number * outputs, count: outputs, into: chosen, sum: db)
      for position in 0..<MaxPool.size {
        setOffsets(field + position, terms)
        Scalar.addToRows(
          chosen + position * outputs, offsets: terms.offsets, terms: kernel, length: outputs, rows: dP)
      }
    }
    let productGradient = Matrix(UnsafePointer(dP), rows: rows, columns: products)
    gemm(
      productGradient.transposed, Matrix(x, rows: rows, columns: inputs),
      into: MutableMatrix(packedGradient, rows: products, columns: inputs))
    unpack(packedGradient, into: gradient)
    if let dx {
      gemm(
        productGradient, Matrix(packed, rows: products, columns: inputs),
        into: MutableMatrix(dx, rows: rows, columns: inputs))
    }
  }
}

/// Room for what one convolution at a time computes on the way.
final class ConvolutionScratch<Scalar: NetworkScalar> {
  /// P or its gradient.
  let products: AlignedBuffer<Scalar>
  /// [3, outputs] the positions of one pool.
  let pool: AlignedBuffer<Scalar>
  /// A term a tap, with coefficient 1.
  let terms: RowTerms<Scalar>
  private let offsets: AlignedBuffer<Int32>
  private let coefficients: AlignedBuffer<Scalar>

  /// - Parameters:
  ///   - products: the numbers in the largest P.
  ///   - outputs: the most channels.
  init(products: Int, outputs: Int) {
    self.products = AlignedBuffer(count: products)
    pool = AlignedBuffer(count: MaxPool.size * outputs)
    offsets = AlignedBuffer(count: ModelArchitecture.convolutionKernel)
    coefficients = AlignedBuffer(count: ModelArchitecture.convolutionKernel)
    coefficients.buffer.update(repeating: 1)
    terms = RowTerms(offsets: offsets.pointer, coefficients: coefficients.pointer)
  }
}

/// Terms of a sum of scaled rows, as `NetworkScalar.accumulateRows` takes them.
struct RowTerms<Scalar: NetworkScalar> {
  let offsets: UnsafeMutablePointer<Int32>
  let coefficients: UnsafeMutablePointer<Scalar>
}
