extension CircuitRun {
  /// Takes one piece back to its leading state. Writes its samples' feature derivatives, and leaves the sums for the
  /// weights in the workspace.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func backward(
    piece: Int, worker: Int, upstream: UnsafePointer<S>, featureGradient: UnsafeMutablePointer<S>
  ) {
    let (group, number) = piece.quotientAndRemainder(dividingBy: circuitCount)
    let encodings = tables.circuit.encodings(ofCircuit: number)
    let scratch = scratch(worker)
    let (psi, lambda) = (scratch.psi, scratch.lambda)
    start(piece: piece, upstream: upstream, psi: psi, lambda: lambda)
    if tables.circuit.rotation == .rx {
      tables.rx.transformRows(psi)
      tables.rx.transformRows(lambda)
    }
    let angles = workspace.angles.pointer + group &* QDICircuit.featureCount
    for encoding in encodings.reversed() {
      let block = 1 &+ encoding
      let labels = tables.labels(block: block)
      let sums = gradient(group: group, block: block)
      scratch.phases.build(turns(group: group, encoding: encoding))
      switch tables.circuit.rotation {
      case .rx:
        tables.rx.undo(block: block, psi: psi, lambda: lambda, gradient: sums, scratch: scratch.block)
        tables.rx.undoEncoding(
          scratch.phases, labels, psi: psi, lambda: lambda, gradient: scratch.encodingGradient)
      case .ry:
        let position = tables.layers(before: block)
        tables.ry.undo(
          block: block, position: position, psi: psi, lambda: lambda, gradient: sums, scratch: scratch.block)
        tables.ry.undoEncoding(
          position: position, scratch.phases, labels, psi: psi, lambda: lambda,
          gradient: scratch.encodingGradient)
      }
      scratch.encodingGradient.store(angles + QDICircuit.qubitCount &* encoding)
    }
    storeLaneSums(lambda, leadingLambda(piece))
    storeFeatureGradient(group: group, encodings: encodings, featureGradient)
  }

  /// psi, and lambda = dL/dE O psi, from the final state.
  @inline(__always)
  private func start(
    piece: Int, upstream: UnsafePointer<S>, psi: UnsafeMutablePointer<V>, lambda: UnsafeMutablePointer<V>
  ) {
    let samples = samples(ofGroup: piece / circuitCount)
    // A mean over circuits hands each its share. Padding gets nothing, and so adds nothing to the sums.
    let share = 1 / S(circuitCount)
    var factor = V.zero
    withUnsafeMutableBytes(of: &factor) { bytes in
      let lanes = bytes.assumingMemoryBound(to: S.self)
      for sample in samples { lanes[sample &- samples.lowerBound] = upstream[sample] * share }
    }
    let state = finalState(piece)
    for amplitude in 0..<QDICircuit.amplitudeCount {
      let place = StateLayout.offset(amplitude)
      let signed = factor * V(repeating: tables.signs.pointer[amplitude])
      psi[place] = state[place]
      psi[place &+ 1] = state[place &+ 1]
      lambda[place] = state[place] * signed
      lambda[place &+ 1] = state[place &+ 1] * signed
    }
  }

  /// [256 x 2] sums over the samples.
  @inline(__always)
  private func storeLaneSums(_ state: UnsafePointer<V>, _ sums: UnsafeMutablePointer<S>) {
    for row in 0..<16 {
      for half in 0..<2 {
        Quantum.storeLaneSums(
          state + (row &* StateLayout.rowStride &+ 16 &* half), sums + (32 &* row &+ 16 &* half))
      }
    }
  }

  @inline(__always)
  private func storeFeatureGradient(
    group: Int, encodings: Range<Int>, _ featureGradient: UnsafeMutablePointer<S>
  ) {
    let used = encodings.lowerBound &* QDICircuit.qubitCount..<encodings.upperBound &* QDICircuit.qubitCount
    let angles = workspace.angles.pointer + group &* QDICircuit.featureCount
    let lanes = UnsafeRawPointer(angles).assumingMemoryBound(to: S.self)
    let samples = samples(ofGroup: group)
    for sample in samples {
      let row = featureGradient + sample &* QDICircuit.featureCount
      let lane = sample &- samples.lowerBound
      for feature in used { row[feature] = lanes[feature &* V.laneCount &+ lane] }
    }
  }
}
