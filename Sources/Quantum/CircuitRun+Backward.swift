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
    let states = states(piece: piece, worker: worker)
    switch tables.circuit.rotation {
    case .rx:
      if !keepsStates(group: group) {
        _ = forwardRX(states, group: group, encodings: encodings, scratch(worker))
      }
      backwardRX(
        states, piece: piece, group: group, encodings: encodings, factor: factor(group: group, upstream),
        scratch(worker))
    case .ry:
      backwardRY(
        states, piece: piece, group: group, encodings: encodings, factor: factor(group: group, upstream),
        scratch(worker))
    }
    storeFeatureGradient(group: group, encodings: encodings, featureGradient)
  }

  /// What a circuit's expectations count in the loss: a mean over circuits hands each its share. Padding gets
  /// nothing, and so adds nothing to the sums.
  @inline(__always)
  private func factor(group: Int, _ upstream: UnsafePointer<S>) -> V {
    let samples = samples(ofGroup: group)
    let share = 1 / S(circuitCount)
    var factor = V.zero
    withUnsafeMutableBytes(of: &factor) { bytes in
      let lanes = bytes.assumingMemoryBound(to: S.self)
      for sample in samples { lanes[sample &- samples.lowerBound] = upstream[sample] * share }
    }
    return factor
  }

  @inline(__always)
  private func backwardRX(
    _ states: UnsafePointer<V>, piece: Int, group: Int, encodings: Range<Int>, factor: V,
    _ scratch: WorkerScratch<V>
  ) {
    let lambda = scratch.lambda
    for encoding in encodings.reversed() {
      let block = 1 &+ encoding
      let labels = tables.labels(block: block)
      // Where there is one encoding alone, nothing asks for it.
      let psi = states + (1 &+ encoding) &* StateLayout.vectorCount
      let sums = gradient(group: group, block: block)
      if encoding == encodings.upperBound &- 1 {
        tables.rx.undoLast(
          block: block, states, factor: factor, to: lambda, gradient: sums, scratch: scratch.block)
      } else {
        tables.rx.undo(
          block: block, psi: psi, lambda: lambda, gradient: sums,
          scratch: scratch.block)
      }
      scratch.phases.build(turns(group: group, encoding: encoding))
      let derivatives = derivatives(group: group, encoding: encoding)
      if encoding == encodings.lowerBound {
        tables.rx.undoLeadingEncoding(
          scratch.phases, labels, lambda: lambda, gradient: scratch.encodingGradient,
          sums: leadingLambda(piece), scratch: scratch.block)
        scratch.encodingGradient.store(derivatives, scale: V(repeating: 1))
      } else {
        tables.rx.undoEncoding(
          scratch.phases, labels, psi: psi, lambda: lambda,
          gradient: scratch.encodingGradient,
          scratch: scratch.block)
        scratch.encodingGradient.store(derivatives, scale: V(repeating: 0x1p-4))
      }
    }
  }

  @inline(__always)
  private func backwardRY(
    _ states: UnsafePointer<V>, piece: Int, group: Int, encodings: Range<Int>, factor: V,
    _ scratch: WorkerScratch<V>
  ) {
    let (psi, lambda) = (scratch.psi, scratch.lambda)
    startRY(states, factor: factor, psi: psi, lambda: lambda)
    for encoding in encodings.reversed() {
      let block = 1 &+ encoding
      let position = tables.layers(before: block)
      tables.ry.undo(
        block: block, position: position, psi: psi, lambda: lambda,
        gradient: gradient(group: group, block: block), scratch: scratch.block)
      scratch.phases.build(turns(group: group, encoding: encoding))
      let labels = tables.labels(block: block)
      if encoding == encodings.lowerBound {
        tables.ry.undoLeadingEncoding(
          position: position, scratch.phases, labels, lambda: lambda, gradient: scratch.encodingGradient,
          sums: leadingLambda(piece), scratch: scratch.block)
      } else {
        tables.ry.undoEncoding(
          position: position, scratch.phases, labels, psi: psi, lambda: lambda,
          gradient: scratch.encodingGradient, scratch: scratch.block)
      }
      scratch.encodingGradient.store(
        derivatives(group: group, encoding: encoding), scale: V(repeating: 1))
    }
  }

  /// psi, and lambda = dL/dE Z...Z psi, from the final state.
  @inline(__always)
  private func startRY(
    _ state: UnsafePointer<V>, factor: V, psi: UnsafeMutablePointer<V>, lambda: UnsafeMutablePointer<V>
  ) {
    for amplitude in 0..<QDICircuit.amplitudeCount {
      let place = StateLayout.offset(amplitude)
      let signed = factor * V(repeating: tables.signs.pointer[amplitude])
      psi[place] = state[place]
      psi[place &+ 1] = state[place &+ 1]
      lambda[place] = state[place] * signed
      lambda[place &+ 1] = state[place &+ 1] * signed
    }
  }

  /// Where the derivatives by an encoding's angles go: the half angles are not needed any more.
  @inline(__always)
  private func derivatives(group: Int, encoding: Int) -> UnsafeMutablePointer<V> {
    workspace.angles.pointer
      + (group &* QDICircuit.featureCount &+ QDICircuit.qubitCount &* encoding)
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
