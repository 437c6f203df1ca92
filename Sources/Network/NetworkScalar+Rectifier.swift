// What is cut is masked out of the bits: a choice between a number and the constant zero would be compiled to a branch,
// which half the elements mispredict, and not to vector instructions. A NaN is never cut.

extension Float {
  public static func rectify(_ x: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, count: Int) {
    for index in 0..<count {
      let value = x[index] + bias[index]
      let mask = value <= 0 ? UInt32.zero : UInt32.max
      x[index] = Float(bitPattern: value.bitPattern & mask)
    }
  }

  public static func cut(_ dy: UnsafeMutablePointer<Float>, where y: UnsafePointer<Float>, count: Int) {
    for index in 0..<count {
      let mask = y[index] <= 0 ? UInt32.zero : UInt32.max
      dy[index] = Float(bitPattern: dy[index].bitPattern & mask)
    }
  }
}

extension Double {
  public static func rectify(_ x: UnsafeMutablePointer<Double>, bias: UnsafePointer<Double>, count: Int) {
    for index in 0..<count {
      let value = x[index] + bias[index]
      let mask = value <= 0 ? UInt64.zero : UInt64.max
      x[index] = Double(bitPattern: value.bitPattern & mask)
    }
  }

  public static func cut(_ dy: UnsafeMutablePointer<Double>, where y: UnsafePointer<Double>, count: Int) {
    for index in 0..<count {
      let mask = y[index] <= 0 ? UInt64.zero : UInt64.max
      dy[index] = Double(bitPattern: dy[index].bitPattern & mask)
    }
  }
}
