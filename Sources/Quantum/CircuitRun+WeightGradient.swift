extension CircuitRun {
  /// Adds up what the pieces left, in their order, and writes all derivatives.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func weightGradient(_ result: UnsafeMutablePointer<S>) {
    let blockWeightCount = tables.circuit.blockWeightCount
    guard groupCount > 0 else {
      for index in 0..<tables.circuit.weightCount { result[index] = 0 }
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
      let derivatives = result + blockWeightCount &* block
      switch tables.circuit.rotation {
      case .rx:
        // dE/dt_m = sum_s (-1)^popcount(m & s) g[s], for the masks m.
        walshHadamardTransform(UnsafeMutableRawPointer(sums).assumingMemoryBound(to: V.self))
        for index in 0..<blockWeightCount {
          derivatives[index] = sums[tables.maskPositions[blockWeightCount &* block &+ index]]
        }
      case .ry:
        for index in 0..<blockWeightCount { derivatives[index] = sums[index] }
      }
    }
  }

  /// The state after the leading block is the same for all samples and circuits, and its derivatives are linear in
  /// lambda: one step back with the sum of all lambdas does for all.
  @inline(__always)
  private func leadingBlock() {
    let lambda = leadingLambda(0)
    for piece in 1..<max(1, pieceCount) {
      let other = leadingLambda(piece)
      for index in 0..<2 &* QDICircuit.amplitudeCount { lambda[index] += other[index] }
    }
    switch tables.circuit.rotation {
    case .rx: leadingBlockRX(lambda)
    case .ry: leadingBlockRY(lambda)
    }
  }

  /// g of the leading block. In the Hadamard basis its state is D times that of |0...0>, which is all ones.
  @inline(__always)
  private func leadingBlockRX(_ lambda: UnsafeMutablePointer<S>) {
    let transformed = UnsafeMutableRawPointer(scratch(0).block).assumingMemoryBound(to: S.self)
    for part in 0..<2 {
      let values = transformed + QDICircuit.amplitudeCount &* part
      for column in 0..<16 {
        for row in 0..<16 { values[16 &* column &+ row] = lambda[32 &* row &+ 16 &* part &+ column] }
      }
      walshHadamardTransform(UnsafeMutableRawPointer(values).assumingMemoryBound(to: V.self))
    }
    let sums = gradient(group: 0, block: 0)
    for column in 0..<16 {
      let diagonal = tables.rx.diagonal(0, column).numbers
      for row in 0..<16 {
        let index = 16 &* column &+ row
        // W makes lambda 16 times too large, and D is 256 times too small for a state that W made 16 times as large.
        sums[index] =
          transformed[index] * diagonal[16 &+ row]
          - transformed[QDICircuit.amplitudeCount &+ index] * diagonal[row]
      }
    }
  }

  @inline(__always)
  private func leadingBlockRY(_ sum: UnsafeMutablePointer<S>) {
    let scratch = scratch(0)
    let (psi, lambda) = (scratch.psi, scratch.lambda)
    for index in 0..<StateLayout.vectorCount { lambda[index] = V.zero }
    for amplitude in 0..<QDICircuit.amplitudeCount {
      let line = tables.ry.row(amplitude >> 4, afterLayers: tables.circuit.depth)
      let (psiPlace, lambdaPlace) = (line.place(psi, amplitude & 15), line.place(lambda, amplitude & 15))
      for part in 0..<2 {
        let number = 32 &* (amplitude >> 4) &+ 16 &* part &+ (amplitude & 15)
        psiPlace[part] = V(repeating: tables.leadingState.pointer[number])
        UnsafeMutableRawPointer(lambdaPlace + part).storeBytes(of: sum[number], as: S.self)
      }
    }
    tables.ry.undo(
      block: 0, position: 0, psi: psi, lambda: lambda, gradient: gradient(group: 0, block: 0),
      scratch: scratch.block)
  }
}
