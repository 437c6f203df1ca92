import Support

/// Room for what one convolution at a time computes on the way.
final class ConvolutionScratch<Scalar: NetworkScalar> {
  /// P or its gradient.
  let products: AlignedBuffer<Scalar>
  /// [3, outputs] the positions of one pool.
  let pool: AlignedBuffer<Scalar>
  /// A term a tap, with coefficient 1.
  let taps: RowTerms<Scalar>
  /// Terms of what is alive: of a field's channels or a channel's fields.
  let alive: RowTerms<Scalar>
  /// [fields, 10, inputs] fields written out, and the gradient of one.
  let fields, fieldGradient: AlignedBuffer<Scalar>
  /// The weight as [outputs, kernel, inputs], and a row of its gradient.
  let windowWeight, rowGradient: AlignedBuffer<Scalar>
  /// The gradient of the weight as `Convolution.pack` leaves it.
  let packedGradient: AlignedBuffer<Scalar>

  /// What a convolution needs at most.
  struct Size {
    let convolution: Convolution
    /// The values below and the fields.
    let rows, fields: Int
  }

  init(_ sizes: [Size]) {
    func largest(_ size: (Size) -> Int) -> Int { sizes.map(size).max() ?? 0 }
    products = AlignedBuffer(count: largest { $0.rows * $0.convolution.products })
    pool = AlignedBuffer(count: MaxPool.size * largest { $0.convolution.outputs })
    taps = RowTerms(capacity: ModelArchitecture.convolutionKernel)
    for tap in 0..<ModelArchitecture.convolutionKernel { taps.coefficients[tap] = 1 }
    alive = RowTerms(capacity: largest { max($0.fields, $0.convolution.outputs) })
    fields = AlignedBuffer(count: largest { $0.fields * ReceptiveFields.width * $0.convolution.inputs })
    fieldGradient = AlignedBuffer(count: ReceptiveFields.width * largest { $0.convolution.inputs })
    let weights = largest { $0.convolution.products * $0.convolution.inputs }
    windowWeight = AlignedBuffer(count: weights)
    rowGradient = AlignedBuffer(count: largest { $0.convolution.kernel * $0.convolution.inputs })
    packedGradient = AlignedBuffer(count: weights)
  }
}
