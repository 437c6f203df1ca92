import BLAS
import Support

/// Backward through pool, ReLU, bias and convolution, in one of two ways that differ in rounding alone: dense, through P's
/// gradient, or sparse, over the outputs that are alive. Behind the pool at most one position in three has a
/// gradient, and ReLU leaves few of those once a model is trained; on the other hand there may be far fewer different
/// values below than fields. The choice follows from the shard's samples and the parameters alone.
extension Convolution {
  /// What one pass back works on.
  struct Pass<Scalar: NetworkScalar> {
    /// [count, outputs] the gradient of each field's value, summed over all places where it stands, and the choices.
    let dy: UnsafePointer<Scalar>
    let choice: UnsafePointer<UInt8>
    /// [rows, inputs]
    let x: UnsafePointer<Scalar>
    let rows: Int
    /// [count, 10] places in x.
    let fields: UnsafePointer<Int32>
    let count: Int
    /// The weight as `pack` leaves it.
    let packed: UnsafePointer<Scalar>
    /// [rows, inputs] the gradient of x, overwritten; nil where nobody asks for it.
    let dx: UnsafeMutablePointer<Scalar>?
  }

  /// Overwrites the gradients of the weight and the bias, and dx.
  @inline(__always)
  func backward<Scalar: NetworkScalar>(
    _ pass: Pass<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ scratch: ConvolutionScratch<Scalar>
  ) {
    var alive = 0
    for index in 0..<pass.count * outputs { alive &+= pass.choice[index] == MaxPool.dead ? 0 : 1 }
    (gradient + bias).update(repeating: 0, count: outputs)
    // Either way a term costs as much as a row of the weight has numbers; sums of rows run at about half the speed
    // of matrix products.
    if 2 * alive < pass.rows * outputs {
      backwardSparsely(pass, gradient, scratch)
    } else {
      backwardDensely(pass, gradient, scratch)
    }
    unpack(scratch.packedGradient.pointer, into: gradient)
  }

  ///     dP[field[s + t], t, o] += dy[o]     for the position s that channel o chose, over all fields in order
  ///     db[o] += dy[o]                      unless ReLU cut it off
  ///     dW = dPᵀ x,  dx = dP W
  @inline(__always)
  private func backwardDensely<Scalar: NetworkScalar>(
    _ pass: Pass<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ scratch: ConvolutionScratch<Scalar>
  ) {
    let dP = scratch.products.pointer
    dP.update(repeating: 0, count: pass.rows * products)
    let chosen = scratch.pool.pointer
    let terms = scratch.taps
    for number in 0..<pass.count {
      let field = pass.fields + number * ReceptiveFields.width
      Scalar.spread(
        pass.dy + number * outputs, choice: pass.choice + number * outputs, count: outputs, into: chosen,
        sum: gradient + bias)
      for position in 0..<MaxPool.size {
        setOffsets(field + position, terms)
        Scalar.addToRows(
          chosen + position * outputs, scaledBy: terms.coefficients, offsets: terms.offsets, terms: kernel,
          length: outputs, rows: dP)
      }
    }
    let productGradient = Matrix(UnsafePointer(dP), rows: pass.rows, columns: products)
    gemm(
      productGradient.transposed, Matrix(pass.x, rows: pass.rows, columns: inputs),
      into: MutableMatrix(scratch.packedGradient.pointer, rows: products, columns: inputs))
    if let dx = pass.dx {
      gemm(
        productGradient, Matrix(pass.packed, rows: products, columns: inputs),
        into: MutableMatrix(dx, rows: pass.rows, columns: inputs))
    }
  }
}
