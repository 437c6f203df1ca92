import Network

/// The classical model straight from its description, in double precision: dense adjacency matrices, every sum
/// written out, nothing shared with the implementation but the parameters' names.
struct NaiveModel {
  let layout: ParameterLayout
  let parameters: [Double]
  let inputs: RandomInputs

  func predict(drug: Int, cellLine: Int) -> Double {
    let joint = drugEmbedding(drug) + cellLineEmbedding(cellLine)
    var (x, number) = (dense("head/dense1", joint), 2)
    while layout.entry(named: "head/dense\(number)/weight") != nil {
      x = dense("head/dense\(number)", x.map(rectify))
      number += 1
    }
    return x[0]
  }

  func drugEmbedding(_ drug: Int) -> [Double] {
    let atoms = Int(inputs.atomOffset[drug])..<Int(inputs.atomOffset[drug + 1])
    let n = atoms.count
    var adjacency = (0..<n).map { row in (0..<n).map { $0 == row ? 1.0 : 0.0 } }
    for bond in Int(inputs.bondOffset[drug])..<Int(inputs.bondOffset[drug + 1]) {
      let (a, b) = (Int(inputs.bonds[2 * bond]), Int(inputs.bonds[2 * bond + 1]))
      adjacency[a][b] = 1
      adjacency[b][a] = 1
    }
    let degree = adjacency.map { $0.reduce(0, +) }
    var x = atoms.map { atom in inputs.atomFeatures[78 * atom..<78 * (atom + 1)].map { Double($0) } }
    for number in 1...3 {
      let weight = tensor("drug/gcn\(number)/weight")
      let bias = tensor("drug/gcn\(number)/bias")
      let width = x[0].count
      let product = x.map { row in
        bias.indices.map { out in (0..<width).reduce(0.0) { $0 + weight[out * width + $1] * row[$1] } }
      }
      x = (0..<n).map { i in
        bias.indices.map { out in
          rectify(
            (0..<n).reduce(bias[out]) { sum, j in
              sum + adjacency[i][j] / (degree[i] * degree[j]).squareRoot() * product[j][out]
            })
        }
      }
    }
    let pooled = x[0].indices.map { channel in x.map { $0[channel] }.max()! }
    return dense("drug/dense2", dense("drug/dense1", pooled).map(rectify))
  }

  func cellLineEmbedding(_ line: Int) -> [Double] {
    let f = inputs.featureCount
    // x[channel][position]
    var x = [inputs.cellLineFeatures[f * line..<f * (line + 1)].map { Double($0) }]
    for number in 1...3 {
      let shape = layout.entry(named: "cell/conv\(number)/weight")!.shape
      let weight = tensor("cell/conv\(number)/weight")
      let bias = tensor("cell/conv\(number)/bias")
      let convolved = (0..<shape[0]).map { out in
        (0..<x[0].count - 7).map { position in
          var sum = bias[out]
          for channel in 0..<shape[1] {
            for tap in 0..<8 {
              sum += weight[(out * shape[1] + channel) * 8 + tap] * x[channel][position + tap]
            }
          }
          return rectify(sum)
        }
      }
      x = convolved.map { row in (0..<row.count / 3).map { row[3 * $0..<3 * $0 + 3].max()! } }
    }
    return dense("cell/dense", x.flatMap { $0 })
  }

  private func tensor(_ name: String) -> [Double] { Array(parameters[layout.entry(named: name)!.range]) }

  private func rectify(_ x: Double) -> Double { max(x, 0) }

  private func dense(_ name: String, _ x: [Double]) -> [Double] {
    let weight = tensor("\(name)/weight")
    return tensor("\(name)/bias").enumerated().map { out, bias in
      x.indices.reduce(bias) { $0 + weight[out * x.count + $1] * x[$1] }
    }
  }
}
