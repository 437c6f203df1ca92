extension CircuitRun {
  /// Adds up what the pieces left, in their order, and writes the 1320 derivatives.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func weightGradient(_ result: UnsafeMutablePointer<S>) {
    guard groupCount > 0 else {
      for index in 0..<QDICircuit.weightCount { result[index] = 0 }
      return
    }
    leadingBlock()
    for block in 0..<QDICircuit.blockCount {
      let sums = gradient(group: 0, block: block)
      // The leading block's sums are over all groups already.
      if block > 0 {
        for group in 1..<max(1, groupCount) {
          let others = gradient(group: group, block: block)
          for index in 0..<QDICircuit.amplitudeCount { sums[index] += others[index] }
        }
      }
      let derivatives = result + QDICircuit.blockWeightCount &* block
      switch tables.circuit.rotation {
      case .rx:
        // dE/dt_m = sum_s (-1)^popcount(m & s) g[s], for the 40 masks m; both states were 16 times too large.
        walshHadamardTransform(UnsafeMutableRawPointer(sums).assumingMemoryBound(to: V.self))
        for index in 0..<QDICircuit.blockWeightCount {
          derivatives[index] =
            sums[tables.maskPositions[QDICircuit.blockWeightCount &* block &+ index]] * 0x1p-8
        }
      case .ry:
        for index in 0..<QDICircuit.blockWeightCount { derivatives[index] = sums[index] }
      }
    }
  }

  /// The state after the leading block is the same for all samples and circuits, and its derivatives are linear in
  /// lambda: one step back with the sum of all lambdas, in the first lane, does for all.
  @inline(__always)
  private func leadingBlock() {
    let scratch = scratch(0)
    let (psi, lambda) = (scratch.psi, scratch.lambda)
    let sum = leadingLambda(0)
    for piece in 1..<max(1, pieceCount) {
      let other = leadingLambda(piece)
      for index in 0..<2 &* QDICircuit.amplitudeCount { sum[index] += other[index] }
    }
    // For RX both states stand between the steps of W, where one that came from the Z basis is 16 times too large.
    let scale = V(repeating: tables.circuit.rotation == .rx ? 16 : 1)
    for index in 0..<StateLayout.vectorCount { psi[index] = tables.leadingState.pointer[index] * scale }
    for index in 0..<StateLayout.vectorCount { lambda[index] = V.zero }
    let lanes = UnsafeMutableRawPointer(lambda).assumingMemoryBound(to: S.self)
    for amplitude in 0..<QDICircuit.amplitudeCount {
      let place = StateLayout.offset(amplitude)
      lanes[place &* V.laneCount] = sum[2 &* amplitude]
      lanes[(place &+ 1) &* V.laneCount] = sum[2 &* amplitude &+ 1]
    }
    let sums = gradient(group: 0, block: 0)
    switch tables.circuit.rotation {
    case .rx:
      tables.rx.undo(block: 0, psi: psi, lambda: lambda, gradient: sums, scratch: scratch.block)
    case .ry:
      tables.ry.undo(
        block: 0, position: 0, psi: psi, lambda: lambda, gradient: sums, scratch: scratch.block)
    }
  }
}
