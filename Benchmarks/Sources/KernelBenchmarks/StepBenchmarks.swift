import Network
import Support
import Training

/// What a step does besides the gradient, on the parameters of the model with the quantum head: adding a
/// micro-shard's gradient to the exact sum, turning the sums of workers and ranks into numbers, Adam, and giving the
/// model its new parameters.
struct StepBenchmarks {
  let featureCount: Int
  let seed: UInt64

  func all() throws -> [Benchmark] {
    let architecture = try ModelArchitecture(featureCount: featureCount, head: .quantum)
    return [
      exactSum(architecture), gradientValues(architecture, terms: 1), gradientValues(architecture, terms: 8),
      adam(architecture), parametersDidChange(architecture),
    ]
  }

  /// Numbers of a gradient's usual size.
  private func gradient(_ architecture: ModelArchitecture) -> AlignedBuffer<Float> {
    var random = RandomStream(seed: seed, purpose: .testing, index: RandomIndex.gradient)
    return AlignedBuffer((0..<architecture.parameterLayout.count).map { _ in Float(1e-3 * random.normal()) })
  }

  private func exactSum(_ architecture: ModelArchitecture) -> Benchmark {
    Benchmark("step/exact-sum", .milliseconds) {
      let terms = gradient(architecture)
      let sums = AlignedBuffer<Int64>(count: terms.count)
      var (calls, isRefused) = (0, false)
      return Benchmark.Prepared(
        call: {
          calls += 1
          let refusal = ExactSum.add(
            terms.pointer, count: terms.count, to: sums.pointer, limit: ExactSum.limit(terms: 1))
          isRefused = refusal != nil || isRefused
        },
        defect: {
          if isRefused { return "a term was refused" }
          // Exact: the same term, rounded in the same way, as often as it was added.
          for index in 0..<terms.count {
            let term = Int64((Double(terms[index]) * Double(ExactSum.scale)).rounded(.toNearestOrEven))
            guard sums[index] == term * Int64(calls) else {
              return "sum \(index) is \(sums[index]), expected \(calls) times \(term)"
            }
          }
          return nil
        })
    }
  }

  /// The exact sum into numbers, on one of `terms` ranks: its own sums and those that the others sent it, over the
  /// parameters that it owns.
  private func gradientValues(_ architecture: ModelArchitecture, terms: Int) -> Benchmark {
    Benchmark("step/gradient-values/\(terms)", .milliseconds) {
      let count = architecture.parameterLayout.count / terms
      let sums = (0..<terms).map { term in AlignedBuffer((0..<count).map { Int64($0 * terms + term) << 20 }) }
      let pointers = sums.map { UnsafePointer<Int64>($0.pointer) }
      let values = AlignedBuffer<Float>(count: count)
      return Benchmark.Prepared(
        call: {
          pointers.withUnsafeBufferPointer { ExactSum.values($0, range: 0..<count, into: values.pointer) }
          withExtendedLifetime(sums) {}
        },
        defect: {
          for index in 0..<count {
            let sum = (0..<terms).reduce(Int64(0)) { $0 + Int64(index * terms + $1) << 20 }
            let expected = Float(ExactSum.value(sum))
            guard values[index] == expected else {
              return "value \(index) is \(values[index]), expected \(expected)"
            }
          }
          return nil
        })
    }
  }

  private func adam(_ architecture: ModelArchitecture) -> Benchmark {
    Benchmark("step/adam", .milliseconds) {
      let gradient = gradient(architecture)
      let start = architecture.initialParameters(seed: seed, options: InitialisationOptions(offset: 0.5))
      let parameters = AlignedBuffer(start)
      let (first, second) = (
        AlignedBuffer<Float>(count: start.count), AlignedBuffer<Float>(count: start.count)
      )
      var number: Int64 = 0
      return Benchmark.Prepared(
        call: {
          number += 1
          Adam().step(
            number: number, range: 0..<start.count, parameters: parameters.pointer,
            gradient: gradient.pointer,
            firstMoment: first.pointer, secondMoment: second.pointer)
        },
        defect: {
          // A constant gradient moves every parameter against its sign, by the learning rate a step.
          for index in 0..<start.count where gradient[index].magnitude > 1e-5 {
            let moved = Double(parameters[index]) - Double(start[index])
            guard (moved < 0) == (gradient[index] > 0), moved.isFinite else {
              return "parameter \(index) moved by \(moved), its gradient is \(gradient[index])"
            }
          }
          return nil
        })
    }
  }

  private func parametersDidChange(_ architecture: ModelArchitecture) -> Benchmark {
    Benchmark("step/parameters-did-change", .milliseconds) {
      let samples = try Samples.random(count: 4, featureCount: featureCount, seed: seed)
      let model = HybridModel(architecture: architecture, inputs: samples.inputs)
      let workspace = HybridModel<Float>.Workspace(
        architecture: architecture, inputs: samples.inputs, capacity: samples.drugs.count)
      let sets = [seed, seed &+ 1].map {
        architecture.initialParameters(seed: $0, options: InitialisationOptions(offset: 0.5))
      }
      func predictions() -> [Float] {
        let result = AlignedBuffer<Float>(count: samples.drugs.count)
        model.predict(
          drugs: samples.drugs.pointer, cellLines: samples.cellLines.pointer, count: result.count,
          predictions: result.pointer,
          workspace: workspace, workers: .serial)
        return result.elements
      }
      model.setParameters(sets[0])
      return Benchmark.Prepared(
        call: { model.parametersDidChange() },
        defect: {
          model.setParameters(sets[0])
          let before = predictions()
          model.setParameters(sets[1])
          let after = predictions()
          if !(before + after).allSatisfy(\.isFinite) { return "a prediction is not finite" }
          return before == after ? "other parameters give the same predictions" : nil
        })
    }
  }
}
