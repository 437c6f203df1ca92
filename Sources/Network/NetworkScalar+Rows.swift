// What goes back through a max pool and a convolution that sums rows: simple loops over concrete types, which the
// compiler turns into vector instructions.

extension Float {
  public static func addToRows(
    _ values: UnsafePointer<Float>, scaledBy coefficients: UnsafePointer<Float>,
    offsets: UnsafePointer<Int32>,
    terms: Int, length: Int, rows: UnsafeMutablePointer<Float>
  ) {
    for term in 0..<terms {
      let row = rows + Int(offsets[term])
      let coefficient = coefficients[term]
      for index in 0..<length { row[index].addProduct(coefficient, values[index]) }
    }
  }

  public static func spread(
    _ dy: UnsafePointer<Float>, choice: UnsafePointer<UInt8>, count: Int,
    into rows: UnsafeMutablePointer<Float>, sum: UnsafeMutablePointer<Float>
  ) {
    let (first, second, third) = (rows, rows + count, rows + 2 * count)
    for index in 0..<count {
      let bits = dy[index].bitPattern
      let chosen = choice[index]
      first[index] = Float(bitPattern: chosen == 0 ? bits : 0)
      second[index] = Float(bitPattern: chosen == 1 ? bits : 0)
      third[index] = Float(bitPattern: chosen == 2 ? bits : 0)
      sum[index] += Float(bitPattern: chosen != MaxPool.dead ? bits : 0)
    }
  }
}

extension Double {
  public static func addToRows(
    _ values: UnsafePointer<Double>, scaledBy coefficients: UnsafePointer<Double>,
    offsets: UnsafePointer<Int32>,
    terms: Int, length: Int, rows: UnsafeMutablePointer<Double>
  ) {
    for term in 0..<terms {
      let row = rows + Int(offsets[term])
      let coefficient = coefficients[term]
      for index in 0..<length { row[index].addProduct(coefficient, values[index]) }
    }
  }

  public static func spread(
    _ dy: UnsafePointer<Double>, choice: UnsafePointer<UInt8>, count: Int,
    into rows: UnsafeMutablePointer<Double>, sum: UnsafeMutablePointer<Double>
  ) {
    let (first, second, third) = (rows, rows + count, rows + 2 * count)
    for index in 0..<count {
      let bits = dy[index].bitPattern
      let chosen = choice[index]
      first[index] = Double(bitPattern: chosen == 0 ? bits : 0)
      second[index] = Double(bitPattern: chosen == 1 ? bits : 0)
      third[index] = Double(bitPattern: chosen == 2 ? bits : 0)
      sum[index] += Double(bitPattern: chosen != MaxPool.dead ? bits : 0)
    }
  }
}
