extension Float {
  public static func rectifiedMaximum(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ third: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, count: Int, value: UnsafeMutablePointer<Float>,
    choice: UnsafeMutablePointer<UInt8>
  ) {
    rectifiedMaximumOfThree(first, second, third, bias, count, value, choice)
  }
}

extension Double {
  public static func rectifiedMaximum(
    _ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>, _ third: UnsafePointer<Double>,
    bias: UnsafePointer<Double>, count: Int, value: UnsafeMutablePointer<Double>,
    choice: UnsafeMutablePointer<UInt8>
  ) {
    rectifiedMaximumOfThree(first, second, third, bias, count, value, choice)
  }
}

@inline(__always)
private func rectifiedMaximumOfThree<Scalar: BinaryFloatingPoint>(
  _ first: UnsafePointer<Scalar>, _ second: UnsafePointer<Scalar>, _ third: UnsafePointer<Scalar>,
  _ bias: UnsafePointer<Scalar>, _ count: Int, _ value: UnsafeMutablePointer<Scalar>,
  _ choice: UnsafeMutablePointer<UInt8>
) {
  for index in 0..<count {
    var largest = first[index]
    var chosen: UInt8 = 0
    // A NaN wins over any number, as in PyTorch: it must reach the loss and not be pooled away.
    let secondWins = second[index] > largest || second[index].isNaN
    largest = secondWins ? second[index] : largest
    chosen = secondWins ? 1 : chosen
    let thirdWins = third[index] > largest || third[index].isNaN
    largest = thirdWins ? third[index] : largest
    chosen = thirdWins ? 2 : chosen
    largest += bias[index]
    let isDead = largest <= 0
    value[index] = isDead ? 0 : largest
    choice[index] = isDead ? MaxPool.dead : chosen
  }
}
