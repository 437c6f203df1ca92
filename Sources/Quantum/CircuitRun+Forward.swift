extension CircuitRun {
  /// Runs one piece, and keeps its expectations and what the way back needs of its states in the workspace.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func forward(piece: Int, worker: Int) {
    let (group, number) = piece.quotientAndRemainder(dividingBy: circuitCount)
    let encodings = tables.circuit.encodings(ofCircuit: number)
    prepareTurns(group: group, encodings: encodings)
    let states = states(piece: piece, worker: worker)
    let expectation =
      switch tables.circuit.rotation {
      case .rx: forwardRX(states, group: group, encodings: encodings, scratch(worker))
      case .ry: forwardRY(states, group: group, encodings: encodings, scratch(worker))
      }
    workspace.expectations.pointer[piece] = expectation
  }

  @inline(__always)
  func forwardRX(
    _ states: UnsafeMutablePointer<V>, group: Int, encodings: Range<Int>, _ scratch: WorkerScratch<V>
  ) -> V {
    for encoding in encodings {
      let block = 1 &+ encoding
      let labels = tables.labels(block: block)
      let state = encodings.count > 1 ? states + (1 &+ encoding) &* StateLayout.vectorCount : states
      scratch.phases.build(turns(group: group, encoding: encoding))
      if encoding == encodings.lowerBound {
        tables.rx.encodeLeadingState(scratch.phases, labels, to: state, scratch: scratch.block)
      } else {
        tables.rx.encode(scratch.phases, labels, from: scratch.psi, to: state, scratch: scratch.block)
      }
      if encoding == encodings.upperBound &- 1 {
        tables.rx.applyLast(block: block, from: state, to: states, scratch: scratch.block)
      } else {
        tables.rx.apply(block: block, from: state, to: scratch.psi, scratch: scratch.block)
      }
    }
    return tables.rx.expectation(states)
  }

  @inline(__always)
  private func forwardRY(
    _ state: UnsafeMutablePointer<V>, group: Int, encodings: Range<Int>, _ scratch: WorkerScratch<V>
  ) -> V {
    for encoding in encodings {
      let block = 1 &+ encoding
      let position = tables.layers(before: block)
      scratch.phases.build(turns(group: group, encoding: encoding))
      tables.ry.encode(
        position: position, scratch.phases, tables.labels(block: block),
        isFirst: encoding == encodings.lowerBound, state, scratch: scratch.block)
      tables.ry.apply(block: block, position: position, state)
    }
    return expectationRY(state)
  }

  /// Puts the samples of a group side by side and takes cosine and sine of half of each feature.
  @inline(__always)
  private func prepareTurns(group: Int, encodings: Range<Int>) {
    let used = encodings.lowerBound &* QDICircuit.qubitCount..<encodings.upperBound &* QDICircuit.qubitCount
    let angles = workspace.angles.pointer + group &* QDICircuit.featureCount
    for feature in used { angles[feature] = V.zero }
    let lanes = UnsafeMutableRawPointer(angles).assumingMemoryBound(to: S.self)
    let samples = samples(ofGroup: group)
    for sample in samples {
      let row = features + sample &* QDICircuit.featureCount
      let lane = sample &- samples.lowerBound
      for feature in used { lanes[feature &* V.laneCount &+ lane] = row[feature] * 0.5 }
    }
    let turns = turns(group: group, encoding: 0)
    for feature in used {
      let turn = angles[feature].cosineAndSine
      turns[2 &* feature] = turn.cosine
      turns[2 &* feature &+ 1] = turn.sine
    }
  }

  /// sum_i sign_i |psi_i|^2, row by row.
  @inline(__always)
  private func expectationRY(_ state: UnsafePointer<V>) -> V {
    var total = V.zero
    for row in 0..<16 {
      var sum = V.zero
      for column in 0..<16 {
        let place = state + (row &* StateLayout.rowStride &+ column &* StateLayout.columnStride)
        let weight = (place[0] * place[0]).adding(place[1], times: place[1])
        sum = sum.adding(weight, times: V(repeating: tables.signs.pointer[16 &* row &+ column]))
      }
      total = total + sum
    }
    return total
  }

  /// The mean over each sample's circuits, in their order.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func meanExpectations(_ expectations: UnsafeMutablePointer<S>) {
    let values = UnsafeRawPointer(workspace.expectations.pointer).assumingMemoryBound(to: S.self)
    let share = 1 / S(circuitCount)
    for sample in 0..<batch {
      let (group, lane) = sample.quotientAndRemainder(dividingBy: V.laneCount)
      var sum: S = 0
      for number in 0..<circuitCount {
        sum += values[(group &* circuitCount &+ number) &* V.laneCount &+ lane]
      }
      expectations[sample] = sum * share
    }
  }
}
