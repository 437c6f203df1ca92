extension ModelArchitecture {
  /// The most samples that can be computed together: places of numbers in a shard's convolutions are counted in 32 bits.
  ///
  /// 26,000 for 735 features; less than the largest configurable micro-shard only from some 18,000 features on.
  public var largestMicroShard: Int {
    let lengths = Self.pooledLengths(featureCount: featureCount)
    let channels = Self.convolutionChannels
    // The second convolution's products belong to at most 2^10 different values, however many the samples; the third's
    // to as many as there are positions, and so do the fields that are written out on the way back.
    let products = lengths[1] * Self.convolutionKernel * channels[2]
    let fields = (1...2).map { lengths[$0] * ReceptiveFields.width * channels[$0 - 1] }
    return Int(Int32.max) / max(products, fields[0], fields[1])
  }
}
