/// One kernel to time.
struct Benchmark {
  /// Words from the general to the particular with slashes between, such as "circuit/rx/lattice/32".
  let name: String
  let unit: Unit
  /// Floating-point operations of one call by the nominal count of the work, whatever the kernel really does; nil
  /// where such a count makes no sense.
  let operations: Double?
  /// Makes the inputs and the memory to work in: called once, just before the timing.
  let prepare: () throws -> Prepared

  init(_ name: String, _ unit: Unit, operations: Double? = nil, prepare: @escaping () throws -> Prepared) {
    self.name = name
    self.unit = unit
    self.operations = operations
    self.prepare = prepare
  }

  /// A kernel that is ready to be timed.
  struct Prepared {
    /// One call.
    let call: () throws -> Void
    /// Whether what the calls left behind is what such a kernel leaves; nil, or what is wrong with it.
    let defect: () -> String?
  }

  /// What the time of one call is turned into.
  enum Unit {
    case millisecondsPerSample(samples: Int)
    case milliseconds
    /// 10^9 of the benchmark's `operations` a second.
    case gigaflops
    case gigabytesPerSecond(bytes: Double)
  }
}

extension Benchmark {
  /// The figure for one call that took `seconds`.
  func figure(seconds: Double) -> Double {
    switch unit {
    case .millisecondsPerSample(let samples): seconds * 1e3 / Double(samples)
    case .milliseconds: seconds * 1e3
    case .gigaflops: (operations ?? 0) / seconds * 1e-9
    case .gigabytesPerSecond(let bytes): bytes / seconds * 1e-9
    }
  }

  /// Nominal operations a second, in 10^9, at this figure; nil where there is no nominal count.
  func gigaflops(figure: Double) -> Double? {
    guard let operations else { return nil }
    switch unit {
    case .millisecondsPerSample(let samples): return operations / (figure * Double(samples)) * 1e-6
    case .milliseconds: return operations / figure * 1e-6
    case .gigaflops: return figure
    case .gigabytesPerSecond: return nil
    }
  }

  var unitName: String {
    switch unit {
    case .millisecondsPerSample: "ms/sample"
    case .milliseconds: "ms"
    case .gigaflops: "GFLOP/s"
    case .gigabytesPerSecond: "GB/s"
    }
  }
}
